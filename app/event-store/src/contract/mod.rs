//! The suite that every adapter passes.
//!
//! An adapter's tests hand in a way to make a new log, and run every case of [`CASES`]; `contract_tests!` makes a test of each.
//! A case may open its log twice, as two processes do.

#![allow(clippy::unwrap_used, reason = "a case that the adapter fails panics")]

mod appending;
mod concurrency;
mod idempotency;
mod limits;
mod model;
mod reading;
mod subscribing;
mod support;
mod two_handles;
mod typed;

use crate::EventStore;
use futures::future::BoxFuture;
use std::sync::Arc;

pub use model::check_model;

/// A log that a case may open more than once: each call of `open` is another handle on the same log.
#[async_trait::async_trait]
pub trait Log: Send + Sync {
    /// Another handle, as another process would have.
    async fn open(&self) -> Arc<dyn EventStore>;
}

/// One case: its name and what it does with a new, empty log. It panics when the adapter fails it.
#[derive(Clone, Copy)]
pub struct Case {
    /// What the adapter must do.
    pub name: &'static str,
    /// The case.
    pub run: fn(Arc<dyn Log>) -> BoxFuture<'static, ()>,
}

/// Lists functions of a module as cases.
macro_rules! cases {
    ($($module:ident { $($case:ident),+ $(,)? })+) => {
        /// Every case.
        pub const CASES: &[Case] = &[$($(
            Case { name: concat!(stringify!($module), "::", stringify!($case)), run: |log| Box::pin($module::$case(log)) },
        )+)+];

        /// Declares a `#[tokio::test]` for every case, in one module a subject: `contract_tests!(super::new_log())`, where
        /// `new_log` makes an `Arc<dyn Log>`.
        #[macro_export]
        macro_rules! contract_tests {
            ($new_log:expr) => {
                $(mod $module {
                    $(
                        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                        async fn $case() {
                            let name = concat!(stringify!($module), "::", stringify!($case));
                            let case = $crate::contract::CASES.iter().find(|case| case.name == name);
                            (case.expect("the case is listed").run)($new_log).await;
                        }
                    )+
                })+
            };
        }
    };
}

cases! {
    appending {
        a_new_stream_begins_at_revision_zero,
        events_of_one_append_have_consecutive_revisions,
        a_second_beginning_is_a_conflict,
        a_stale_revision_is_a_conflict_that_names_the_actual_one,
        a_revision_ahead_of_the_stream_is_a_conflict,
        a_missing_stream_does_not_exist,
        an_existing_stream_takes_events_wherever_it_is,
        a_refused_append_leaves_nothing_behind,
        positions_grow_with_every_append,
    }
    idempotency {
        the_same_append_again_is_the_old_result,
        an_append_again_is_the_old_result_although_the_stream_went_on,
        an_append_again_where_the_stream_exists,
        a_part_of_an_append_again_is_refused,
        the_same_ids_in_another_order_are_refused,
        known_and_unknown_ids_together_are_refused,
        a_repeated_append_is_read_once,
    }
    reading {
        a_missing_stream_is_empty,
        a_stream_is_read_from_a_revision_on,
        a_stream_is_read_up_to_a_limit,
        every_field_comes_back,
        exact_bytes_come_back,
        an_empty_log_has_no_position,
        the_end_is_where_everything_acknowledged_has_been_read,
        pages_join_without_gap_or_overlap,
        a_filter_by_type_finds_prefixes_only,
        a_filter_by_stream_finds_prefixes_only,
        a_filter_takes_its_prefixes_literally,
        a_filter_without_prefixes_finds_nothing,
        a_filtered_page_moves_past_what_it_leaves_out,
        a_foreign_position_is_an_error,
        positions_compare_as_the_log_is_ordered,
    }
    limits {
        the_largest_event_is_taken,
        a_larger_event_is_refused,
        an_empty_append_is_refused,
        the_same_id_twice_in_one_append_is_refused,
        many_events_in_one_append_stay_together,
    }
    concurrency {
        of_many_beginnings_one_wins,
        twelve_writers_lose_nothing_and_keep_each_stream_in_order,
        a_reader_never_misses_an_event_behind_its_position,
        one_callers_conflict_is_not_anothers,
        many_commands_on_one_stream_are_all_carried_out,
    }
    subscribing {
        an_empty_log_is_caught_up_at_once,
        the_past_comes_before_caught_up,
        a_new_append_arrives_after_caught_up,
        a_subscription_goes_on_after_its_position,
        the_present_follows_the_past_without_loss_or_doubles,
        a_filter_leaves_checkpoints,
        two_subscriptions_see_the_same,
        a_dropped_subscription_harms_nobody,
    }
    two_handles {
        what_one_appends_the_other_reads,
        a_conflict_is_seen_across_handles,
        idempotency_holds_across_handles,
        a_subscription_sees_the_other_handles_appends,
        both_write_at_the_same_time,
    }
    typed {
        an_aggregate_is_loaded_as_it_was_appended,
        a_refusal_appends_nothing,
        a_command_without_events_appends_nothing,
        what_is_created_twice_with_the_same_ids_is_one,
        an_unknown_event_is_an_error,
    }
}

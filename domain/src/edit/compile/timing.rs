//! When clips start and how long they last: numbers, `auto`, `end` and `alias://`.

use crate::edit::model::{Length, Start};
use std::collections::{BTreeMap, BTreeSet};

/// A time in seconds, and whether it holds whatever the sources turn out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub seconds: f64,
    /// Not yet known for certain: it hangs on the length of a source that was not fetched yet.
    pub assumed: bool,
}

impl Moment {
    pub const fn certain(seconds: f64) -> Self {
        Self { seconds, assumed: false }
    }

    fn plus(self, other: Moment) -> Self {
        Self { seconds: self.seconds + other.seconds, assumed: self.assumed || other.assumed }
    }

    fn later(self, other: Moment) -> Self {
        let seconds = self.seconds.max(other.seconds);
        Self { seconds, assumed: self.assumed || other.assumed }
    }
}

/// What one clip asks for.
#[derive(Clone, Debug)]
pub(super) struct Wishes {
    pub start: Start,
    pub length: Length,
    /// How long the asset lasts by itself.
    pub natural: Moment,
    /// The name that others may use for it.
    pub alias: Option<String>,
}

/// When one clip is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    pub start: Moment,
    pub length: Moment,
}

/// A wish that cannot be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub track: usize,
    pub clip: usize,
    /// `start` or `length`.
    pub field: &'static str,
    pub message: String,
}

/// The clips of every track with their times, and the end of the last clip.
pub(super) struct Schedule {
    pub tracks: Vec<Vec<Times>>,
    pub end: Moment,
    pub troubles: Vec<Trouble>,
}

/// What an `end` clip lasts at least, in seconds.
const SHORTEST_TO_END: f64 = 0.1;

const ITSELF: &str = "hangs on itself through other clips; give one of them a number";

/// Grants every clip's wishes, in the order in which they hang on each other.
pub(super) fn schedule(tracks: &[Vec<Wishes>]) -> Schedule {
    let mut scheduler = Scheduler::new(tracks);
    let times = |s: &mut Scheduler, track: usize, clips: &[Wishes]| {
        (0..clips.len())
            .map(|clip| Times {
                start: s.find(Question::Of(track, clip, Field::Start)),
                length: s.find(Question::Of(track, clip, Field::Length)),
            })
            .collect()
    };
    let found: Vec<Vec<Times>> =
        tracks.iter().enumerate().map(|(track, clips)| times(&mut scheduler, track, clips)).collect();
    let mut end = scheduler.find(Question::End);
    if scheduler.lasting_by_themselves().next().is_none() {
        // There is nothing to last as long as: they last their least, and so does the timeline.
        end = found.iter().flatten().fold(end, |end, times| end.later(times.start.plus(times.length)));
    }
    Schedule { tracks: found, end, troubles: scheduler.troubles }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Start,
    Length,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// When this clip of this track starts, or how long it lasts.
    Of(usize, usize, Field),
    /// When the last clip ends that does not itself last to the end.
    End,
}

#[derive(Clone, Copy)]
enum Answer {
    /// It is being looked for.
    Open,
    Known(Moment),
}

struct Scheduler<'a> {
    tracks: &'a [Vec<Wishes>],
    aliases: BTreeMap<&'a str, (usize, usize)>,
    answers: BTreeMap<Question, Answer>,
    troubles: Vec<Trouble>,
    /// What a trouble has been named of.
    refused: BTreeSet<(Question, String)>,
}

impl<'a> Scheduler<'a> {
    fn new(tracks: &'a [Vec<Wishes>]) -> Self {
        let clips = tracks.iter().enumerate().flat_map(|(track, clips)| {
            clips.iter().enumerate().map(move |(clip, wishes)| (wishes.alias.as_deref(), (track, clip)))
        });
        // Reading an edit refuses an alias that names two clips.
        let aliases = clips.filter_map(|(alias, place)| Some((alias?, place))).collect();
        Self { tracks, aliases, answers: BTreeMap::new(), troubles: Vec::new(), refused: BTreeSet::new() }
    }

    /// Answers a question after those that it hangs on. Without recursion: a chain is as long as the edit, the stack is not.
    fn find(&mut self, question: Question) -> Moment {
        let mut waiting = vec![question];
        while let Some(next) = waiting.last().copied() {
            match self.answers.get(&next) {
                Some(Answer::Known(_)) => {
                    waiting.pop();
                }
                // What it hangs on has been answered, or hangs on it in turn.
                Some(Answer::Open) => {
                    let moment = self.grant(next);
                    self.answers.insert(next, Answer::Known(moment));
                }
                None => {
                    self.answers.insert(next, Answer::Open);
                    let before = self.hangs_on(next);
                    waiting.extend(before.into_iter().rev().filter(|other| !self.answers.contains_key(other)));
                }
            }
        }
        self.known(question)
    }

    /// The questions whose answers this one's is made of.
    fn hangs_on(&self, question: Question) -> Vec<Question> {
        let Question::Of(track, clip, field) = question else {
            return self.lasting_by_themselves().flat_map(|(track, clip)| times_of(track, clip)).collect();
        };
        let wishes = &self.tracks[track][clip];
        let alias = match (field, &wishes.start, &wishes.length) {
            (Field::Start, Start::Auto, _) => {
                return clip.checked_sub(1).map_or(vec![], |before| times_of(track, before).to_vec());
            }
            (Field::Length, _, Length::End) => return vec![Question::Of(track, clip, Field::Start), Question::End],
            (Field::Start, Start::Alias(name), _) | (Field::Length, _, Length::Alias(name)) => name,
            (Field::Start, Start::At(_), _) | (Field::Length, _, Length::Seconds(_) | Length::Auto) => return vec![],
        };
        let named = self.aliases.get(&**alias);
        named.map_or(vec![], |(track, clip)| vec![Question::Of(*track, *clip, field)])
    }

    /// The clips that do not last to the end.
    fn lasting_by_themselves(&self) -> impl Iterator<Item = (usize, usize)> {
        let clips = self
            .tracks
            .iter()
            .enumerate()
            .flat_map(|(track, clips)| clips.iter().enumerate().map(move |(clip, wishes)| ((track, clip), wishes)));
        clips.filter(|(_, wishes)| wishes.length != Length::End).map(|(place, _)| place)
    }

    fn grant(&mut self, question: Question) -> Moment {
        let Question::Of(track, clip, field) = question else { return self.end() };
        let wishes = &self.tracks[track][clip];
        match field {
            Field::Start => match &wishes.start {
                Start::At(seconds) => Moment::certain(*seconds),
                Start::Auto => clip.checked_sub(1).map_or(Moment::certain(0.0), |before| self.end_of(track, before)),
                Start::Alias(name) => self.copy(question, name),
            },
            Field::Length => match &wishes.length {
                Length::Seconds(seconds) => Moment::certain(*seconds),
                Length::Auto => wishes.natural,
                Length::Alias(name) => self.copy(question, name),
                Length::End => self.rest(question),
            },
        }
    }

    fn known(&mut self, question: Question) -> Moment {
        match self.answers.get(&question) {
            Some(Answer::Known(moment)) => *moment,
            _ => self.refuse(question, ITSELF),
        }
    }

    fn end_of(&mut self, track: usize, clip: usize) -> Moment {
        let [start, length] = times_of(track, clip).map(|question| self.known(question));
        start.plus(length)
    }

    fn copy(&mut self, question: Question, name: &str) -> Moment {
        match (self.aliases.get(name), question) {
            (Some(&(track, clip)), Question::Of(_, _, field)) => self.known(Question::Of(track, clip, field)),
            _ => self.refuse(question, &format!("there is no clip with the alias \"{name}\"")),
        }
    }

    fn rest(&mut self, question: Question) -> Moment {
        let (Question::Of(track, clip, _), Some(Answer::Known(end))) =
            (question, self.answers.get(&Question::End).copied())
        else {
            return self.refuse(question, ITSELF);
        };
        let start = self.known(Question::Of(track, clip, Field::Start));
        let seconds = (end.seconds - start.seconds).max(SHORTEST_TO_END);
        Moment { seconds, assumed: start.assumed || end.assumed }
    }

    fn end(&mut self) -> Moment {
        let clips: Vec<_> = self.lasting_by_themselves().collect();
        clips.into_iter().fold(Moment::certain(0.0), |end, (track, clip)| end.later(self.end_of(track, clip)))
    }

    fn refuse(&mut self, question: Question, message: &str) -> Moment {
        if let Question::Of(track, clip, field) = question {
            let field = match field {
                Field::Start => "start",
                Field::Length => "length",
            };
            if self.refused.insert((question, message.to_owned())) {
                self.troubles.push(Trouble { track, clip, field, message: message.to_owned() });
            }
        }
        Moment { seconds: 0.0, assumed: true }
    }
}

/// The questions after a clip's start and length.
fn times_of(track: usize, clip: usize) -> [Question; 2] {
    [Question::Of(track, clip, Field::Start), Question::Of(track, clip, Field::Length)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(start: Start, length: Length) -> Wishes {
        Wishes { start, length, natural: Moment::certain(3.0), alias: None }
    }

    fn named(name: &str, wishes: Wishes) -> Wishes {
        Wishes { alias: Some(name.to_owned()), ..wishes }
    }

    fn at(seconds: f64) -> Start {
        Start::At(seconds)
    }

    fn lasting(seconds: f64) -> Length {
        Length::Seconds(seconds)
    }

    fn start_of(name: &str) -> Start {
        Start::Alias(name.to_owned())
    }

    fn length_of(name: &str) -> Length {
        Length::Alias(name.to_owned())
    }

    fn times(schedule: &Schedule) -> Vec<(f64, f64)> {
        schedule.tracks.iter().flatten().map(|t| (t.start.seconds, t.length.seconds)).collect()
    }

    #[test]
    fn auto_follows_the_clip_before_and_lasts_as_long_as_the_asset() {
        let track = vec![
            clip(Start::Auto, lasting(2.0)),
            clip(Start::Auto, Length::Auto),
            clip(at(9.0), lasting(1.0)),
            clip(Start::Auto, lasting(0.5)),
        ];
        let found = schedule(&[track]);
        assert_eq!(times(&found), [(0.0, 2.0), (2.0, 3.0), (9.0, 1.0), (10.0, 0.5)]);
        assert_eq!((found.end, found.troubles), (Moment::certain(10.5), vec![]));
    }

    #[test]
    fn end_reaches_to_the_end_of_the_others_but_never_to_nothing() {
        let found = schedule(&[
            vec![clip(at(1.0), Length::End)],
            vec![clip(at(0.0), lasting(8.0))],
            vec![clip(at(8.0), Length::End)],
        ]);
        assert_eq!(times(&found), [(1.0, 7.0), (0.0, 8.0), (8.0, 0.1)]);
        assert_eq!(found.end, Moment::certain(8.0));
    }

    #[test]
    fn clips_that_all_last_to_the_end_make_a_timeline_that_is_not_nothing() {
        let found = schedule(&[vec![clip(at(0.0), Length::End)], vec![clip(at(1.0), Length::End)]]);
        assert_eq!(times(&found), [(0.0, 0.1), (1.0, 0.1)]);
        assert_eq!(found.end, Moment::certain(1.1));
    }

    #[test]
    fn an_alias_copies_the_resolved_value_of_the_same_field() {
        let found = schedule(&[
            vec![clip(start_of("speech"), length_of("speech"))],
            vec![clip(Start::Auto, lasting(4.0)), named("speech", clip(Start::Auto, Length::Auto))],
        ]);
        assert_eq!(times(&found), [(4.0, 3.0), (0.0, 4.0), (4.0, 3.0)]);
    }

    #[test]
    fn what_hangs_on_an_unknown_length_is_only_assumed() {
        let unknown = Wishes { natural: Moment { seconds: 3.0, assumed: true }, ..clip(Start::Auto, Length::Auto) };
        let found = schedule(&[vec![unknown, clip(Start::Auto, lasting(1.0))]]);
        assert!(found.end.assumed && found.tracks[0][1].start.assumed && !found.tracks[0][1].length.assumed);
    }

    #[test]
    fn circles_and_missing_aliases_are_named() {
        let circle =
            schedule(&[vec![named("a", clip(at(0.0), length_of("b"))), named("b", clip(at(0.0), length_of("a")))]]);
        assert_eq!(circle.troubles.len(), 1);
        assert_eq!(circle.troubles[0].field, "length");
        let missing = schedule(&[vec![clip(start_of("nobody"), lasting(1.0))]]);
        assert_eq!(missing.troubles[0].message, "there is no clip with the alias \"nobody\"");
    }

    #[test]
    fn the_end_of_the_timeline_cannot_hang_on_itself() {
        let followed = schedule(&[vec![clip(at(0.0), Length::End), clip(Start::Auto, lasting(1.0))]]);
        assert_eq!(followed.troubles.len(), 1);
        let copied = schedule(&[
            vec![clip(at(0.0), Length::End)],
            vec![clip(at(0.0), length_of("whole"))],
            vec![named("whole", clip(at(0.0), Length::End))],
        ]);
        assert_eq!(copied.troubles.len(), 1, "{:?}", copied.troubles);
    }

    #[test]
    fn a_long_chain_is_no_trouble() {
        // Longer than any stack is deep.
        let count = 100_000;
        let chain = (0..count).map(|i| match i + 1 < count {
            true => named(&format!("c{i}"), clip(start_of(&format!("c{}", i + 1)), lasting(1.0))),
            false => named(&format!("c{i}"), clip(at(5.0), lasting(1.0))),
        });
        let found = schedule(&[chain.collect()]);
        assert!(found.troubles.is_empty() && found.tracks[0][0].start == Moment::certain(5.0));
    }
}

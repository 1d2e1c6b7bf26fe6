//! What happens in a house: enough that every view has rows.

use crate::house::{House, NORTH, SOUTH, at, id, metadata};
use domain::composition::{LumaPolarity, OutputFormat};
use domain::ids::{ApiKeyId, CredentialsId, DocumentId, IntegrationId, RenderId, UserId, WorkspaceId};
use domain::integration::{self, Integrations};
use domain::queue::Priority;
use domain::render::{self, DocumentRef, Output, OutputRole, Render, Summary};
use domain::transfer::{self, Transfer};
use domain::workspace::{self, Role, Workspace};
use domain::{Dialect, Environment, Failure, FailureCode};
use event_store::Position;
use std::num::NonZeroU32;
use uuid::Uuid;

pub fn queued(document: u128) -> render::Queued {
    let summary = Summary {
        format: OutputFormat::Mp4,
        width: Some(1280),
        height: Some(720),
        tracks: 2,
        clips: 3,
        poster: true,
        thumbnail: false,
    };
    let document = DocumentRef { id: DocumentId(id(document)), digest: "d1".into() };
    render::Queued {
        document,
        dialect: Dialect::Shotstack,
        summary,
        hosted: true,
        priority: Priority::Normal,
        destinations: vec![],
        mattes: LumaPolarity::default(),
    }
}

pub fn output(render: Uuid) -> Output {
    Output {
        role: OutputRole::Main,
        file: format!("{render}.mp4"),
        media_type: "video/mp4".into(),
        bytes: 812_345,
        sha256: "5a".into(),
        width: Some(1280),
        height: Some(720),
        duration: Some(10.04),
    }
}

/// What goes to our own hosting.
pub fn hosting(render: u128) -> transfer::Queued {
    transfer::Queued {
        render: RenderId(id(render)),
        render_attempt: 1,
        role: OutputRole::Main,
        provider: "shotstack".into(),
        file: format!("{}.mp4", id(render)),
        media_type: "video/mp4".into(),
        bytes: 812_345,
        sha256: "5a".into(),
        integration: None,
        place: None,
        key: None,
    }
}

/// What goes to an integration of R2.
pub fn sending_out(render: u128, integration: u128) -> transfer::Queued {
    transfer::Queued {
        provider: "r2".into(),
        integration: Some(IntegrationId(id(integration))),
        place: Some(0),
        key: Some(format!("films/{}.mp4", id(render))),
        ..hosting(render)
    }
}

/// What an integration is made with: its secrets have its number and 0x100.
pub fn settings(integration: u128) -> integration::Settings {
    integration::Settings {
        name: format!("integration {integration}"),
        config: [("bucket".to_owned(), "films".into())].into_iter().collect(),
        credentials: Some(CredentialsId(id(integration + 0x100))),
        active: true,
        environments: vec![Environment::Production, Environment::Stage],
    }
}

impl House {
    pub async fn queue(&self, render: u128, workspace: WorkspaceId, world: Environment, seconds: i64) -> Position {
        let metadata = metadata(workspace, seconds).within(world);
        self.command::<Render>(id(render), render::Command::Queue(queued(render + 0x500)), &metadata).await
    }

    pub async fn queue_as(&self, render: u128, priority: Priority, seconds: i64) -> Position {
        let queued = render::Queued { priority, ..queued(render + 0x500) };
        self.render(render, render::Command::Queue(queued), seconds).await
    }

    pub async fn start(&self, render: u128, seconds: i64) -> Position {
        let command = render::Command::StartAttempt { worker: "w".into(), now: at(seconds) };
        self.render(render, command, seconds).await
    }

    pub async fn render(&self, render: u128, command: render::Command, seconds: i64) -> Position {
        let metadata = metadata(NORTH, seconds).within(Environment::Production);
        self.command::<Render>(id(render), command, &metadata).await
    }

    /// From a started attempt to the end.
    pub async fn finish(&self, render: u128, attempt: u32, seconds: i64) -> Position {
        let fetched = render::Fetched { attempt, sources: vec![] };
        self.render(render, render::Command::Fetch(fetched), seconds).await;
        let rendered = render::Rendered {
            attempt,
            engine: "1".into(),
            encoder: "x264".into(),
            fonts: vec![],
            frames: 250,
            segments: 2,
            reused: 0,
            millis: 4000,
        };
        self.render(render, render::Command::Finish(rendered), seconds).await;
        let saved = render::Saved { attempt, outputs: vec![output(id(render))] };
        self.render(render, render::Command::Save(saved), seconds).await
    }

    pub async fn send(&self, transfer: u128, render: u128, seconds: i64) -> Position {
        self.transfer(transfer, transfer::Command::Queue(hosting(render)), seconds).await
    }

    /// To an integration of R2 that the render named first.
    pub async fn send_out(&self, transfer: u128, render: u128, integration: u128, seconds: i64) -> Position {
        let queued = sending_out(render, integration);
        self.transfer(transfer, transfer::Command::Queue(queued), seconds).await
    }

    pub async fn transfer(&self, transfer: u128, command: transfer::Command, seconds: i64) -> Position {
        let metadata = metadata(NORTH, seconds).within(Environment::Production);
        self.command::<Transfer>(id(transfer), command, &metadata).await
    }

    pub async fn integrations(&self, workspace: WorkspaceId, command: integration::Command, seconds: i64) -> Position {
        self.command::<Integrations>(workspace.0, command, &metadata(workspace, seconds)).await
    }

    pub async fn integrate(&self, workspace: WorkspaceId, integration: u128, default: bool, seconds: i64) -> Position {
        let created = integration::Created {
            integration: IntegrationId(id(integration)),
            provider: "r2".into(),
            settings: settings(integration),
        };
        let command = integration::Command::Create { created, default, single: false };
        self.integrations(workspace, command, seconds).await
    }

    pub async fn workspace(&self, workspace: WorkspaceId, command: workspace::Command, seconds: i64) -> Position {
        self.command::<Workspace>(workspace.0, command, &metadata(workspace, seconds)).await
    }

    pub async fn found(&self, workspace: WorkspaceId, name: &str, seconds: i64) -> Position {
        let created = workspace::Created { name: name.into() };
        self.workspace(workspace, workspace::Command::Create(created), seconds).await
    }

    pub async fn join(&self, workspace: WorkspaceId, user: u128, role: Role, seconds: i64) -> Position {
        let added = workspace::UserAdded { user: UserId(id(user)), email: format!("{user}@example.com"), role };
        self.workspace(workspace, workspace::Command::AddUser(added), seconds).await
    }

    pub async fn key(&self, workspace: WorkspaceId, key: u128, seconds: i64) -> Position {
        let created = workspace::KeyCreated {
            key: ApiKeyId(id(key)),
            name: format!("key {key}"),
            environment: Environment::Stage,
            dialect: Dialect::Workspace,
            prefix: "vf_test_".into(),
            hash: format!("hash {key}"),
        };
        self.workspace(workspace, workspace::Command::CreateKey(created), seconds).await
    }

    /// Everything that can happen, at least once; the last position.
    pub async fn live_through_everything(&self) -> Position {
        self.found(NORTH, "North", 0).await;
        self.found(SOUTH, "South", 1).await;
        self.join(NORTH, 1, Role::Owner, 2).await;
        self.join(NORTH, 2, Role::Member, 3).await;
        self.join(SOUTH, 1, Role::Owner, 4).await;
        let promoted = workspace::RoleChanged { user: UserId(id(2)), role: Role::Admin };
        self.workspace(NORTH, workspace::Command::ChangeRole(promoted), 5).await;
        self.join(NORTH, 3, Role::Member, 6).await;
        self.workspace(NORTH, workspace::Command::RemoveUser(UserId(id(3))), 7).await;
        self.key(NORTH, 11, 8).await;
        self.key(NORTH, 12, 9).await;
        self.workspace(NORTH, workspace::Command::RevokeKey(ApiKeyId(id(12))), 10).await;
        self.workspace(NORTH, workspace::Command::EraseDocuments { documents: 2 }, 11).await;
        let set = workspace::QueueSet { renders: None, share: NonZeroU32::MIN };
        self.workspace(NORTH, workspace::Command::SetQueue(set), 12).await;
        let mattes = workspace::MattesSet { polarity: Some(LumaPolarity::WhiteHides) };
        self.workspace(NORTH, workspace::Command::SetMattes(mattes), 12).await;

        // One integration is the default and loses its grant, one is given other secrets, one goes.
        self.integrate(NORTH, 41, true, 13).await;
        self.integrate(NORTH, 42, false, 14).await;
        self.integrate(SOUTH, 43, true, 15).await;
        let (integration, credentials) = (IntegrationId(id(41)), CredentialsId(id(41 + 0x100)));
        let lost = integration::GrantLost { integration, credentials };
        self.integrations(NORTH, integration::Command::LoseGrant(lost), 16).await;
        let renewed = CredentialsId(id(0x200));
        let settings = integration::Settings { credentials: Some(renewed), active: false, ..settings(42) };
        let changed = integration::Changed { integration: IntegrationId(id(42)), settings };
        self.integrations(NORTH, integration::Command::Change { changed, default: None }, 17).await;
        self.integrations(SOUTH, integration::Command::Delete(IntegrationId(id(43))), 18).await;

        // One render ends well after a crash, one fails, one is cancelled, one is at work, one waits for its second attempt.
        for (render, seconds) in [(21, 20), (22, 21), (23, 22), (24, 23), (25, 24)] {
            self.queue(render, NORTH, Environment::Production, seconds).await;
        }
        self.queue(26, SOUTH, Environment::Stage, 25).await;
        self.start(21, 30).await;
        self.fail_render(21, 1, FailureCode::Crashed, 31).await;
        self.start(21, 40).await;
        self.finish(21, 2, 41).await;
        self.start(22, 42).await;
        self.fail_render(22, 1, FailureCode::BadMedia, 43).await;
        self.render(23, render::Command::Cancel, 44).await;
        self.start(24, 45).await;
        self.start(25, 46).await;
        self.fail_render(25, 1, FailureCode::LeaseLost, 47).await;
        self.render(21, render::Command::RemoveOutputs, 48).await;

        for (transfer, seconds) in [(31, 50), (32, 51), (33, 52), (34, 53)] {
            self.send(transfer, 21, seconds).await;
        }
        for transfer in [31, 32, 33] {
            self.start_transfer(transfer, 60).await;
        }
        self.fail_transfer(31, 1, FailureCode::StorageUnavailable, 61).await;
        self.start_transfer(31, 70).await;
        self.complete_transfer(31, 2, 71).await;
        self.fail_transfer(32, 1, FailureCode::Internal, 72).await;
        self.complete_transfer(33, 1, 73).await;
        self.transfer(33, transfer::Command::Delete, 74).await;
        self.send_out(35, 21, 41, 75).await;
        self.start_transfer(35, 76).await;
        let url = Some("https://films.example.com/a.mp4".into());
        let ready = transfer::Ready { attempt: 1, provider_id: None, url };
        self.transfer(35, transfer::Command::Complete(ready), 77).await
    }

    pub async fn fail_render(&self, render: u128, attempt: u32, code: FailureCode, seconds: i64) -> Position {
        let failure = Failure::new(code, "it went wrong");
        self.render(render, render::Command::Fail { attempt, failure, now: at(seconds) }, seconds).await
    }

    pub async fn start_transfer(&self, transfer: u128, seconds: i64) -> Position {
        let command = transfer::Command::StartAttempt { worker: "w".into(), now: at(seconds) };
        self.transfer(transfer, command, seconds).await
    }

    pub async fn complete_transfer(&self, transfer: u128, attempt: u32, seconds: i64) -> Position {
        let ready = transfer::Ready { attempt, provider_id: Some("p1".into()), url: None };
        self.transfer(transfer, transfer::Command::Complete(ready), seconds).await
    }

    pub async fn fail_transfer(&self, transfer: u128, attempt: u32, code: FailureCode, seconds: i64) -> Position {
        let failure = Failure::new(code, "it went wrong");
        self.transfer(
            transfer,
            transfer::Command::Fail { attempt, failure, not_before: None, now: at(seconds) },
            seconds,
        )
        .await
    }
}

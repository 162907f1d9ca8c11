//! Who may do what: roles, the rights each role gives, and how far each right reaches. Pure decisions; nothing is looked
//! up here. Whoever asks brings an `Access` that was read for this one request.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::ids::{AccountId, FileId, PersonId};

/// What an account is, in the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Records the time of the person the account stands for.
    Timekeeper,
    /// Reads the time of the people of one team.
    Manager,
    /// Reads the time of the whole section.
    Head,
    /// Keeps the vocabulary, the files and the imports.
    Keeper,
    /// Reads the audit trail and the figures.
    Auditor,
    /// Keeps the accounts; reads no narratives and no figures.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::Timekeeper, Self::Manager, Self::Head, Self::Keeper, Self::Auditor, Self::Administrator];

    /// The role as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timekeeper => "timekeeper",
            Self::Manager => "manager",
            Self::Head => "head",
            Self::Keeper => "keeper",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The role with this name.
    ///
    /// # Errors
    /// `unknown_role`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownRole, field).with("value", crate::time::clip(wanted)))
    }

    const fn rights(self) -> &'static [Right] {
        match self {
            Self::Timekeeper => &[
                Right::RecordTime,
                Right::ReadEntries,
                Right::ReadFiles,
                Right::ReadRequests,
                Right::ReadReports,
                Right::ReadVocabulary,
            ],
            // They differ in their reach, and the head draws samples.
            Self::Manager => &[
                Right::ReadEntries,
                Right::ApproveTime,
                Right::ReopenPeriods,
                Right::ReadFiles,
                Right::ChangeFiles,
                Right::ReadRequests,
                Right::ChangeRequests,
                Right::ReadPeople,
                Right::ReadReports,
                Right::ReadVocabulary,
                Right::CodeSamples,
            ],
            Self::Head => &[
                Right::ReadEntries,
                Right::ApproveTime,
                Right::ReopenPeriods,
                Right::ReadFiles,
                Right::ChangeFiles,
                Right::ReadRequests,
                Right::ChangeRequests,
                Right::ReadPeople,
                Right::ReadReports,
                Right::ReadVocabulary,
                Right::DrawSamples,
                Right::CodeSamples,
            ],
            Self::Keeper => &[
                Right::ReadEntries,
                Right::ReadFiles,
                Right::ChangeFiles,
                Right::ReadRequests,
                Right::ChangeRequests,
                Right::ReadPeople,
                Right::ChangePeople,
                Right::ReadReports,
                Right::ReadVocabulary,
                Right::ChangeVocabulary,
                Right::Import,
                Right::DrawSamples,
            ],
            Self::Auditor => &[
                Right::ReadEntries,
                Right::ReadFiles,
                Right::ReadRequests,
                Right::ReadPeople,
                Right::ReadReports,
                Right::ReadVocabulary,
                Right::ReadAudit,
                Right::ReadAccounts,
            ],
            Self::Administrator => &[
                Right::ReadPeople,
                Right::ChangePeople,
                Right::ReadVocabulary,
                Right::ReadAccounts,
                Right::ChangeAccounts,
            ],
        }
    }
}

/// Something that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Record, correct and withdraw one's own time.
    RecordTime,
    /// Read entries within one's reach.
    ReadEntries,
    /// Approve or return time within one's reach that others submitted.
    ApproveTime,
    /// Open a closed fiscal year again, for those within one's reach.
    ReopenPeriods,
    /// Read files.
    ReadFiles,
    /// Open and change files, and name who may know a walled one.
    ChangeFiles,
    /// Read the register of requests.
    ReadRequests,
    /// Enter requests and decide on them.
    ChangeRequests,
    /// Read people within one's reach.
    ReadPeople,
    /// Add and change people.
    ChangePeople,
    /// Read figures made of the entries within one's reach.
    ReadReports,
    /// Draw samples of entries for a second coding, and close them.
    DrawSamples,
    /// Code entries of samples a second time, within the reach of one's reading of narratives.
    CodeSamples,
    /// Read the vocabulary.
    ReadVocabulary,
    /// Change the vocabulary.
    ChangeVocabulary,
    /// Import deliveries.
    Import,
    /// Read the audit trail.
    ReadAudit,
    /// Read accounts and their roles.
    ReadAccounts,
    /// Add and change accounts.
    ChangeAccounts,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 19] = [
        Self::RecordTime,
        Self::ReadEntries,
        Self::ApproveTime,
        Self::ReopenPeriods,
        Self::ReadFiles,
        Self::ChangeFiles,
        Self::ReadRequests,
        Self::ChangeRequests,
        Self::ReadPeople,
        Self::ChangePeople,
        Self::ReadReports,
        Self::DrawSamples,
        Self::CodeSamples,
        Self::ReadVocabulary,
        Self::ChangeVocabulary,
        Self::Import,
        Self::ReadAudit,
        Self::ReadAccounts,
        Self::ChangeAccounts,
    ];

    /// The right as it is written, for scopes of tokens: `read_entries`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecordTime => "record_time",
            Self::ReadEntries => "read_entries",
            Self::ApproveTime => "approve_time",
            Self::ReopenPeriods => "reopen_periods",
            Self::ReadFiles => "read_files",
            Self::ChangeFiles => "change_files",
            Self::ReadRequests => "read_requests",
            Self::ChangeRequests => "change_requests",
            Self::ReadPeople => "read_people",
            Self::ChangePeople => "change_people",
            Self::ReadReports => "read_reports",
            Self::DrawSamples => "draw_samples",
            Self::CodeSamples => "code_samples",
            Self::ReadVocabulary => "read_vocabulary",
            Self::ChangeVocabulary => "change_vocabulary",
            Self::Import => "import",
            Self::ReadAudit => "read_audit",
            Self::ReadAccounts => "read_accounts",
            Self::ChangeAccounts => "change_accounts",
        }
    }

    /// The right with this name.
    ///
    /// # Errors
    /// `unknown_scope`.
    pub fn parse(text: &str, field: &str) -> Result<Self, Fault> {
        let wanted = text.trim();
        Self::ALL
            .into_iter()
            .find(|right| right.as_str() == wanted)
            .ok_or_else(|| Fault::new(Code::UnknownScope, field).with("value", crate::time::clip(wanted)))
    }
}

/// A role that was given; a manager's is of one team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The team a manager manages; empty for other roles.
    pub team: String,
}

/// Whose rows somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everybody's.
    Everyone,
    /// Those of oneself, and of the people of these teams.
    Some {
        /// Oneself.
        own: Option<PersonId>,
        /// The teams one manages.
        teams: BTreeSet<String>,
    },
}

impl Reach {
    /// Whether a person's rows are within reach.
    #[must_use]
    pub fn holds(&self, person: PersonId, team: &str) -> bool {
        match self {
            Self::Everyone => true,
            Self::Some { own, teams } => *own == Some(person) || (!team.is_empty() && teams.contains(team)),
        }
    }
}

/// What one caller may do, as read for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The account; none at the console of the machine, where everything is allowed, and for nobody.
    pub account: Option<AccountId>,
    /// The person whose time the account records.
    pub person: Option<PersonId>,
    grants: Vec<Grant>,
    /// What a token was given; `None` for a session, which may do all that its roles may.
    scopes: Option<BTreeSet<Right>>,
    /// Walled files the account is named on.
    named: BTreeSet<FileId>,
    console: bool,
}

impl Access {
    /// Whoever may run commands on the machine of the database: everything.
    #[must_use]
    pub const fn console() -> Self {
        Self { account: None, person: None, grants: Vec::new(), scopes: None, named: BTreeSet::new(), console: true }
    }

    /// Nobody who has signed in: nothing.
    #[must_use]
    pub const fn nobody() -> Self {
        Self { account: None, person: None, grants: Vec::new(), scopes: None, named: BTreeSet::new(), console: false }
    }

    /// An account with its roles, the scopes of its token, and the walled files it is named on.
    #[must_use]
    pub const fn of(
        account: AccountId,
        person: Option<PersonId>,
        grants: Vec<Grant>,
        scopes: Option<BTreeSet<Right>>,
        named: BTreeSet<FileId>,
    ) -> Self {
        Self { account: Some(account), person, grants, scopes, named, console: false }
    }

    /// Whether this right is given.
    #[must_use]
    pub fn has(&self, right: Right) -> bool {
        self.console
            || (self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&right))
                && self.grants.iter().any(|grant| grant.role.rights().contains(&right)))
    }

    /// Refuses what is not allowed.
    ///
    /// # Errors
    /// `forbidden`; `not_signed_in` for nobody.
    pub fn must(&self, right: Right) -> Result<(), Fault> {
        if self.has(right) {
            Ok(())
        } else if self.account.is_none() {
            Err(Fault::new(Code::NotSignedIn, ""))
        } else {
            Err(Fault::new(Code::Forbidden, ""))
        }
    }

    /// Whether the caller stands at the console of the machine.
    #[must_use]
    pub const fn is_console(&self) -> bool {
        self.console
    }

    /// Whether the caller is a program with a token, which neither makes tokens nor sets passwords.
    #[must_use]
    pub const fn is_token(&self) -> bool {
        self.scopes.is_some()
    }

    /// Whether the account has a role, of whatever team.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The rights of the caller, for pages that show only what works.
    #[must_use]
    pub fn rights(&self) -> BTreeSet<Right> {
        Right::ALL.into_iter().filter(|right| self.has(*right)).collect()
    }

    /// Whose entries, days and figures the caller may see.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.reach_of(&[Role::Head, Role::Keeper, Role::Auditor])
    }

    /// Whose narratives the caller may read: fewer than entries, because keepers and auditors read none but their own.
    #[must_use]
    pub fn narratives(&self) -> Reach {
        self.reach_of(&[Role::Head])
    }

    /// Whose name, team and schedule the caller may see.
    #[must_use]
    pub fn people(&self) -> Reach {
        self.reach_of(&[Role::Head, Role::Keeper, Role::Auditor, Role::Administrator])
    }

    fn reach_of(&self, everyone: &[Role]) -> Reach {
        if self.console || everyone.iter().any(|role| self.has_role(*role)) {
            return Reach::Everyone;
        }
        let managed = self.grants.iter().filter(|grant| grant.role == Role::Manager);
        Reach::Some {
            own: self.person.filter(|_| self.has_role(Role::Timekeeper)),
            teams: managed.map(|grant| grant.team.clone()).filter(|team| !team.is_empty()).collect(),
        }
    }

    /// Whether the caller answers for the time of a team: as its manager, or as head for every team. The empty team stands
    /// for the whole section, for which only the head answers. What one may only read, as keeper or auditor, does not count.
    #[must_use]
    pub fn answers_for(&self, team: &str) -> bool {
        self.console
            || self.has_role(Role::Head)
            || (!team.is_empty() && self.grants.iter().any(|grant| grant.role == Role::Manager && grant.team == team))
    }

    /// Whether the caller may know of a file: a walled one only when named on it.
    #[must_use]
    pub fn knows_file(&self, file: FileId, walled: bool) -> bool {
        !walled || self.console || self.named.contains(&file)
    }

    /// Whether the caller may record time for a person.
    ///
    /// # Errors
    /// As [`Access::must`]; `not_your_time` for another person's.
    pub fn must_record_for(&self, person: PersonId) -> Result<(), Fault> {
        self.must(Right::RecordTime)?;
        if self.console || self.person == Some(person) { Ok(()) } else { Err(Fault::new(Code::NotYourTime, "person")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> (AccountId, PersonId, PersonId, FileId) {
        let now = "2026-11-22T15:00:00Z".parse().expect("an instant");
        (AccountId::new(now), PersonId::new(now), PersonId::new(now), FileId::new(now))
    }

    fn with(roles: &[(Role, &str)], scopes: Option<&[Right]>) -> (Access, PersonId, PersonId, FileId) {
        let (account, own, other, file) = ids();
        let grants = roles.iter().map(|(role, team)| Grant { role: *role, team: (*team).to_owned() }).collect();
        let scopes = scopes.map(|scopes| scopes.iter().copied().collect());
        (Access::of(account, Some(own), grants, scopes, BTreeSet::new()), own, other, file)
    }

    #[test]
    fn a_timekeeper_reaches_nobody_else() {
        let (access, own, other, file) = with(&[(Role::Timekeeper, "")], None);
        assert!(access.reach().holds(own, "A") && !access.reach().holds(other, "A"));
        assert!(access.must_record_for(own).is_ok());
        assert_eq!(access.must_record_for(other).map_err(|fault| fault.code), Err(Code::NotYourTime));
        assert!(access.knows_file(file, false) && !access.knows_file(file, true));
    }

    #[test]
    fn a_manager_reaches_one_team_and_an_empty_team_is_no_team() {
        let (access, _, other, _) = with(&[(Role::Manager, "A")], None);
        assert!(access.reach().holds(other, "A") && !access.reach().holds(other, "B"));
        let (access, _, other, _) = with(&[(Role::Manager, "")], None);
        assert!(!access.reach().holds(other, ""));
    }

    #[test]
    fn only_managers_and_the_head_answer_for_a_team() {
        let answers = |roles: &[(Role, &str)]| {
            let (access, ..) = with(roles, None);
            ["A", "B", ""].map(|team| access.answers_for(team))
        };
        assert_eq!(answers(&[(Role::Manager, "A")]), [true, false, false]);
        assert_eq!(answers(&[(Role::Manager, "")]), [false, false, false]);
        assert_eq!(answers(&[(Role::Head, "")]), [true, true, true]);
        for role in [Role::Timekeeper, Role::Keeper, Role::Auditor, Role::Administrator] {
            assert_eq!(answers(&[(role, ""), (Role::Manager, "B")]), [false, true, false], "{role:?}");
        }
        assert!(!Access::nobody().answers_for("") && Access::console().answers_for(""));
    }

    #[test]
    fn narratives_are_for_the_person_the_manager_and_the_head() {
        for (role, reads) in [(Role::Head, true), (Role::Keeper, false), (Role::Auditor, false)] {
            let (access, own, other, _) = with(&[(role, ""), (Role::Timekeeper, "")], None);
            assert!(access.reach().holds(other, "A"), "{role:?}");
            assert_eq!(access.narratives().holds(other, "A"), reads, "{role:?}");
            assert!(access.narratives().holds(own, "A"), "{role:?}");
        }
        let (access, ..) = with(&[(Role::Administrator, "")], None);
        assert!(!access.has(Right::ReadEntries) && !access.has(Right::ReadReports));
    }

    #[test]
    fn a_token_gives_only_what_both_its_scopes_and_the_roles_give() {
        let (access, ..) = with(&[(Role::Timekeeper, "")], Some(&[Right::ReadEntries, Right::ReadAudit]));
        assert!(access.has(Right::ReadEntries));
        assert!(!access.has(Right::RecordTime) && !access.has(Right::ReadAudit));
    }

    #[test]
    fn nobody_may_do_nothing_and_the_console_may_do_everything() {
        assert!(Access::nobody().rights().is_empty());
        assert_eq!(Access::nobody().must(Right::ReadFiles).map_err(|fault| fault.code), Err(Code::NotSignedIn));
        assert_eq!(Access::console().rights().len(), Right::ALL.len());
    }
}

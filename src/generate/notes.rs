//! Invented notes for the demonstration: what files of a generated section could have taught.

use crate::lang::Lang;

/// An invented note.
#[derive(Debug)]
pub struct GeneratedNote {
    /// The category of the file it is kept with.
    pub category: &'static str,
    /// Whether that file is closed.
    pub closed: bool,
    /// The kind of note.
    pub kind: &'static str,
    /// The language it is written in.
    pub lang: Lang,
    /// The title.
    pub title: &'static str,
    /// The text.
    pub text: &'static str,
}

/// The notes of the demonstration.
pub const NOTES: [GeneratedNote; 3] = [
    GeneratedNote {
        category: "TA",
        closed: true,
        kind: "lessons_learned",
        lang: Lang::En,
        title: "What the training of prosecutors taught (generated)",
        text: "Bring case files of the partner, with names taken out: invented cases convinced nobody.\n\n\
               Agree on the interpreters before the dates. Plan two half days instead of one day.\n\n\
               Next time: ask for the list of participants a month ahead.",
    },
    GeneratedNote {
        category: "TA",
        closed: false,
        kind: "debrief",
        lang: Lang::Fr,
        title: "Compte rendu de mission (généré)",
        text: "Deux jours avec le bureau de rédaction : le plan de la loi est arrêté, les définitions restent à revoir.\n\n\
               À faire : envoyer le modèle de note explicative; prévoir une traduction vers l’anglais.",
    },
    GeneratedNote {
        category: "SA",
        closed: false,
        kind: "fact_sheet",
        lang: Lang::En,
        title: "Who decides on reform of the courts (generated)",
        text: "The ministry drafts, the council of judges is heard, parliament decides.\n\n\
               The council answers within sixty days; without an answer the draft goes on.",
    },
];

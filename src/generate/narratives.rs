//! What generated entries say they were for. Each narrative ends with the word that marks it as generated.

use super::draw::Draw;

/// Three phrases in English and three in French per activity, in the order of `activities::ACTIVITIES`.
const PHRASES: [[[&str; 3]; 2]; 17] = [
    [
        ["Diagnostic of the court registry", "Logic model and work plan", "Budget of the proposal, second draft"],
        ["Diagnostic du greffe", "Modèle logique et plan de travail", "Budget de la proposition, deuxième version"],
    ],
    [
        ["Coaching session with the prosecution service", "Advice on case screening", "Call with the partner"],
        ["Accompagnement du service des poursuites", "Conseils sur le tri des dossiers", "Appel avec le partenaire"],
    ],
    [
        ["Review of the draft bill", "Drafting instructions, part two", "Comments on the evidence regulation"],
        ["Examen du projet de loi", "Instructions de rédaction, deuxième partie", "Commentaires sur le règlement"],
    ],
    [
        ["Case management model", "Organization chart of the drafting office", "Legal resource centre"],
        ["Modèle de gestion des dossiers", "Organigramme du bureau de rédaction", "Centre de ressources juridiques"],
    ],
    [
        ["Preparation of the workshop", "Training module on plain drafting", "Study tour programme"],
        ["Préparation de l’atelier", "Module sur la rédaction claire", "Programme du voyage d’études"],
    ],
    [
        ["Mission: meetings with the ministry", "Mission: travel", "Mission: debriefing and notes"],
        ["Mission : rencontres au ministère", "Mission : déplacement", "Mission : compte rendu et notes"],
    ],
    [
        ["Quarterly report to the funder", "Contract of the local expert", "Call on staffing, budget and dates"],
        ["Rapport trimestriel au bailleur de fonds", "Contrat de l’expert local", "Suivi des finances du projet"],
    ],
    [
        ["Results monitoring", "Lessons learned", "Closing report of the project"],
        ["Suivi des résultats", "Leçons apprises", "Rapport de clôture du projet"],
    ],
    [
        ["Memo on viability of engagement", "Opinion on the proposed scope", "Options paper, first draft"],
        [
            "Note sur la viabilité d’un engagement",
            "Avis sur la portée proposée",
            "Document d’options, première version",
        ],
    ],
    [
        ["Briefing note for the Deputy Minister", "Speaking points", "Questions and answers for the Minister"],
        ["Note d’information à la SM", "Points d’allocution", "Questions et réponses pour le ministre"],
    ],
    [
        ["Interdepartmental committee", "Comments to another department", "Working group on justice reform"],
        ["Comité interministériel", "Commentaires à un autre ministère", "Groupe de travail sur la réforme"],
    ],
    [
        ["Country study", "Discussion paper on legal aid", "Comparative research on appeals"],
        ["Étude de pays", "Document de réflexion sur l’aide juridique", "Recherche comparée sur les appels"],
    ],
    [
        ["Visit of a foreign delegation", "Presentation at a conference", "Meeting with a university"],
        ["Visite d’une délégation étrangère", "Présentation à une conférence", "Rencontre avec une université"],
    ],
    [
        ["Fact sheet for the knowledge platform", "Onboarding material", "Précis of finished projects"],
        ["Fiche pour la plateforme de connaissances", "Matériel d’accueil", "Précis des projets terminés"],
    ],
    [
        ["Section meeting", "Planning and staffing", "Correspondence, filing and forms"],
        ["Réunion de la section", "Planification et dotation", "Correspondance, classement et formulaires"],
    ],
    [
        ["Course on privacy law", "Language training", "Seminar on drafting"],
        ["Cours sur la protection des renseignements", "Formation linguistique", "Séminaire de rédaction"],
    ],
    [
        ["Network outage", "Laptop replacement", "Document system not available"],
        ["Panne du réseau", "Remplacement du portable", "Système de documents non disponible"],
    ],
];

/// Writes a narrative into `text`. `part` tells entries of one day, file and activity apart, from 1.
pub(super) fn write(text: &mut String, draw: &mut Draw, activity: usize, french: bool, part: usize) {
    text.clear();
    text.push_str(PHRASES[activity][usize::from(french)][draw.below(3)]);
    if part > 1 {
        text.push_str(if french { " – partie " } else { " – part " });
        text.push_str(&part.to_string());
    }
    text.push_str(if french { " (généré)" } else { " (generated)" });
}

generate-people = Une section fictive compte de 1 à { $most } personnes. Choisissez un nombre entre les deux.
generate-years = Une section fictive couvre de 1 à { $most } exercices. Choisissez un nombre entre les deux.
generate-too-early = Le premier exercice généré commence en { $first } ou plus tard. Choisissez moins d’exercices ou un dernier exercice plus récent.
generate-not-begun = L’exercice { $year } n’a pas commencé. Choisissez-en un qui a commencé.
generate-not-over = Un nombre fixe de lignes exige des exercices entiers, et { $year } n’est pas terminé. Choisissez un dernier exercice antérieur, ou n’indiquez pas le nombre de lignes.
generate-rows = Ce nombre de personnes et d’exercices donne de { $least } à { $most } lignes. Choisissez un nombre entre les deux.
generate-output-exists = Il y a déjà quelque chose à l’emplacement { $path }. Choisissez un dossier nouveau ou vide.
generate-unwritable = Rien ne peut être écrit à l’emplacement { $path }. Vérifiez que l’écriture y est permise et qu’il reste de la place sur le disque.
generate-note = Données générées : chaque personne, dossier, description et heure est inventé et ne représente personne ni rien de réel.
generate-read-me =
    DONNÉES GÉNÉRÉES

    Tout le contenu de ce dossier a été généré par casetime. Chaque personne, dossier, description et heure est
    inventé et ne représente personne; des noms comme Exemple, Fable ou Fictif sont là pour le dire. Les noms de deux projets réels et publiés du ministère de la Justice du
    Canada y figurent pour que les listes aient un air familier; les dossiers et les heures qui s’y rattachent
    sont inventés comme le reste.

    people.csv          les personnes de la section
    files.csv           leurs dossiers
    entries-*.csv       un exercice d’entrées de temps par fichier, comme un ancien système les exporterait, avec les dommages habituels
    truth.json          ce qu’une importation doit trouver dans chacun

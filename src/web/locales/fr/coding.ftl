# Le second codage d’échantillons : figures, remarques, ce que disent les fichiers et la ligne de commande.
coding-title = Second codage d’un échantillon aléatoire
coding-about = Échantillon { $id }, tiré par { $by } ({ $sampling }, germe { $seed }). Extrait le { $extracted }, version { $version } du vocabulaire.
coding-about-teams = Équipes : { $teams }
coding-about-coders = Codé une seconde fois par : { $coders }
coding-level-category = Catégorie
coding-level-activity = Activité
coding-agreement-line = accord { $share }; kappa { $kappa }
coding-interval = (de { $low } à { $high })
coding-not-enough = pas assez de données
coding-all-teams = Toutes les équipes
coding-no-team = Sans équipe
coding-csv-figure = mesure
coding-csv-of = portée
coding-csv-team = équipe
coding-csv-first = premier code
coding-csv-second = second code
coding-csv-value = valeur
coding-csv-low = borne inférieure
coding-csv-high = borne supérieure
coding-note-size = { $coded ->
        [one] { $coded } entrée a un second code
       *[other] { $coded } entrées ont un second code
    }, sur { $drawn } tirées.
coding-note-population = Tirage parmi { $population ->
        [one] { $population } entrée
       *[other] { $population } entrées
    } pour du travail du { $from } au { $to }; les mesures valent pour celles-ci, autant que le hasard le permet.
coding-note-not-enough = Pas assez de données : l’accord et le kappa demandent au moins deux entrées codées deux fois.
coding-note-few-items = Moins de { $count } entrées sont codées deux fois. L’intervalle du kappa est fait pour de grands nombres et n’est ici qu’un ordre de grandeur.
coding-note-one-code = Les deux personnes ont employé partout un seul et même code. Le kappa n’est alors pas défini : pas assez de données.
coding-note-no-spread = Les réponses ne varient pas; l’échantillon ne donne donc pas d’intervalle du kappa. Cela ne prouve pas que les deux personnes sont toujours d’accord.
coding-note-open-items = { $count ->
        [one] { $count } entrée n’a pas été codée une seconde fois. Si elle diffère des autres, les mesures seraient différentes.
       *[other] { $count } entrées n’ont pas été codées une seconde fois. Si elles diffèrent des autres, les mesures seraient différentes.
    }
coding-note-cannot-tell = { $count ->
        [one] Pour { $count } entrée, la seconde personne n’a pas pu trancher; elle ne compte ni dans l’accord ni dans les parts.
       *[other] Pour { $count } entrées, la seconde personne n’a pas pu trancher; elles ne comptent ni dans l’accord ni dans les parts.
    }
coding-note-left-out = { $count ->
        [one] { $count } entrée est laissée de côté : elle a été retirée ou modifiée, ou son code a été retiré, avant le second codage.
       *[other] { $count } entrées sont laissées de côté : elles ont été retirées ou modifiées, ou leurs codes ont été retirés, avant le second codage.
    }
coding-note-small-teams = Les parts de moins de { $count } entrées ne sont pas données, ni d’autres dont elles découleraient.
coding-note-few-people = Les chiffres de moins de { $count } personnes ne sont pas affichés, ni d’autres dont ils découleraient, ni qui a codé.
coding-note-reach-only = Les entrées hors de votre portée ne sont pas comptées ici.
coding-note-not-truth = L’accord dit que deux personnes codent de la même façon, non que l’une ou l’autre a raison. L’écart dit ce que la seconde personne aurait compté, non ce qui est vrai.
coding-note-not-blind-by-force = Le premier code n’a pas été montré à la seconde personne. Qui approuve des entrées a pu le voir auparavant, et un titre ou un projet peut le laisser deviner.
coding-note-not-drawn = Les entrées en attente, les entrées de dossiers cloisonnés et le travail qui n’a pas été consigné ne sont pas dans l’échantillon. Il compte des entrées, non des heures.

## Mesures

figure-coding-items-title = Entrées de l’échantillon
figure-coding-items-definition = Les entrées tirées, selon leur état : codées deux fois, impossibles à trancher, ouvertes, ou laissées de côté parce qu’elles ont été retirées, modifiées ou ont perdu leur code avant le second codage.
figure-coding-agreement-title = Accord observé
figure-coding-agreement-definition = La part des entrées codées deux fois qui ont le même code dans les deux codages, avec son intervalle à 95 % selon Wilson. Calculée séparément pour les catégories et les activités.
figure-coding-kappa-title = Kappa de Cohen
figure-coding-kappa-definition = L’accord au-delà du hasard : (po − pe) / (1 − pe), où po est l’accord observé et pe celui qu’on attendrait si chaque personne tirait ses codes au hasard dans sa propre répartition. 1 est complet, 0 est ce que donne le hasard. L’intervalle à 95 % est celui de Fleiss, Cohen et Everitt (1969).
figure-coding-confused-title = Paires confondues
figure-coding-confused-definition = Les entrées qui ont un code dans le premier codage et un autre dans le second, par paire.
figure-coding-share-first-title = Part dans le premier codage
figure-coding-share-first-definition = Les entrées d’une catégorie dans le premier codage, en pourcentage des entrées de l’équipe codées deux fois.
figure-coding-share-second-title = Part dans le second codage
figure-coding-share-second-definition = Les entrées d’une catégorie dans le second codage, en pourcentage des entrées de l’équipe codées deux fois.
figure-coding-drift-title = Écart
figure-coding-drift-definition = La part dans le second codage moins la part dans le premier, en points de pourcentage.

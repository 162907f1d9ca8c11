# Jours fériés de la fonction publique fédérale.
holiday-new-years-day = Jour de l’An
holiday-good-friday = Vendredi saint
holiday-easter-monday = Lundi de Pâques
holiday-victoria-day = Fête de Victoria
holiday-canada-day = Fête du Canada
holiday-labour-day = Fête du Travail
holiday-day-of-mourning = Jour de deuil national
holiday-truth-and-reconciliation = Journée nationale de la vérité et de la réconciliation
holiday-thanksgiving = Action de grâces
holiday-remembrance-day = Jour du Souvenir
holiday-christmas-day = Noël
holiday-boxing-day = Lendemain de Noël

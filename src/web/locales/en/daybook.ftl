# Holidays of the federal public service.
holiday-new-years-day = New Year’s Day
holiday-good-friday = Good Friday
holiday-easter-monday = Easter Monday
holiday-victoria-day = Victoria Day
holiday-canada-day = Canada Day
holiday-labour-day = Labour Day
holiday-day-of-mourning = National Day of Mourning
holiday-truth-and-reconciliation = National Day for Truth and Reconciliation
holiday-thanksgiving = Thanksgiving
holiday-remembrance-day = Remembrance Day
holiday-christmas-day = Christmas Day
holiday-boxing-day = Boxing Day

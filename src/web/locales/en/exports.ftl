# What leaves for other programs: titles of columns, and the words of calendars and bills.
exports-csv-worked-on = date
exports-csv-file = file
exports-csv-activity = activity
exports-csv-label = activity label
exports-csv-category = category
exports-csv-minutes = minutes
exports-csv-hours = hours
exports-csv-narrative = narrative
exports-csv-entered-on = entered on
exports-csv-person = person
exports-csv-id = identifier
exports-calendar-name = Recorded time
exports-calendar-day = Recorded: { $time }
exports-ledes-description = Time recorded on { $file }. Not an invoice: nothing is billed, and every amount is 0.00.

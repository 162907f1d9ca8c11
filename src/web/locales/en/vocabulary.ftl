# The vocabulary: its faults by line, and how it is shown on the terminal.

vocabulary-line-fault = Line { $line }: { $sentence }
vocabulary-missing = “{ $key }” is missing here. Add it.
vocabulary-need-required = required
vocabulary-need-optional = optional
vocabulary-need-forbidden = none
vocabulary-show-heading = { $title } ({ $name }, version { $version })
vocabulary-show-needs = On the file: project { $project }, country { $country }.
vocabulary-show-import-only = For imported entries only; nobody can choose it.
vocabulary-show-retired = Retired: the last day of work it takes is { $day }.
vocabulary-show-replaced-by = Use instead: { $codes }.
vocabulary-show-boundary-rule = Which category? Ask in this order and stop at the first yes.
vocabulary-show-official = * Official French term. The other French labels are ours.

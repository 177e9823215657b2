"""Papers out: Word in the layout of the State's and of the Party's document rules, and Excel workbooks."""

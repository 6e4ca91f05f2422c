"""The demonstration conference: the Helmholtz AI virtual conference 2021, retold as data.

What is public about that event (its programme's speakers and subjects, the two prizes) is kept as fact.
Times, posters, people and chat are invented; the pages say so in their footer.
Nothing here touches a database: `symposia demo` seeds from it.
"""

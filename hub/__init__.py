"""The hub where Quanzhou's departments list, reward and restrict together, and the map of its rooms.

policy     says what must be: the notice as tables and pure functions
casework   does it: one procedure per file, one change per transaction
store      keeps it: the only room that speaks SQL
resolvers  fetch it: they read and never write
schema     shows it: the only room, with edge, that speaks GraphQL
edge       opens the door: HTTP, callers, limits
jobs       let time do its part: they call the same casework a person would
demo       fills it: a believable city to try everything on
app, cli   put the rooms together and start them; settings and errors stand at the foot of the stairs
"""

"""The planning table: what the lead wants, the planner's runs, proposals, and accepting one."""

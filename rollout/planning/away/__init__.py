"""Who is away from a school and when, and the days that need a substitute teacher."""

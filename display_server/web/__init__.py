"""HTTP: one file per audience, and what they share: operations, identity, guard, problems, texts."""

"""Promises of visits and how the ledger stands against them; unseen work beside, never counted as seen."""

"""What customers have in store: credits and balances in lots that may lapse, and the ledger of all that moved them."""

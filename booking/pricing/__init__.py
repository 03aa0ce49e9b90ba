"""What things cost: quotes as pure functions of ids and rules, computed by the server alone; codes and their limits."""

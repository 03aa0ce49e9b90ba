"""Orders and their lines, as accountants use the words. Prices, tax rates and wording are copied, never looked up."""

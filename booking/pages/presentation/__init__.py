"""How the catalogue is put into words and pictures: cards, facts, labels. Reads only; no page models here."""

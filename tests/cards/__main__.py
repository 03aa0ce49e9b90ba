from tests.cards.server import main

main()

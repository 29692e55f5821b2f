"""Write the file of the newest schema."""

from tests.service.landed import main

main()

mna0007 4 vm 40 mna 0412

Ferry-bell/
The bell of the ferry is found =

   Lorring (mna) - The bell of the ferry has been found in the mud.
   It rang when it was lifted.
mna rd
200624 jun 24

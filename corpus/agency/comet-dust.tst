cw0188 5 vm 52 cw 0188

Comet-dust/
Balloon catches dust of the comet over Montelago =

   Montelago (cw) - A balloon with a sticky plate has brought back dust of Comet Sparrow from a height of 31 kilometres.
   The grains, 44 of them, are finer than flour and older than the planet, said Imre Solano.
111624 oct 19

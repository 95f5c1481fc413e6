/** First names of jobsite managers, sales representatives and people who pick up. */
export const FIRST_NAMES: readonly string[] =
  `Sam Maria James Linda Robert Karen José Ana Michael Susan David Renée Carlos Laura Thomas Émilie
  Kevin Nicole Brian Zoë Mark Heather Jürgen Angela Scott Sofía Eric Megan Luis Chantal Paul Rachel
  Andrés Erin Gary Diane François Holly Dennis Beth 健太 美咲`.split(/\s+/);

/** Family names, of people and of firms. */
export const LAST_NAMES: readonly string[] =
  `Bridger Johnson Anderson Peterson Nelson Larson Olson Hansen Schmidt Müller Peña Muñoz Bélanger
  Tremblay Côté Nguyen Yang Vang Kowalski Novak Murphy O'Brien Sørensen Lindström Becker Krüger
  Garcia Hernández Martinez Núñez Thompson Wright Sullivan Gauthier Lévesque Kim Patel Singh Mohamed
  Abdi Carlson Swanson 田中 佐藤`.split(/\s+/);

/** Sales representatives of the dealer. */
export const SALES_REPS: readonly string[] = [
  'Dana Whitfield',
  'Marcus Lindqvist',
  'Paula Hernández',
  'Greg Ostrowski',
  'Yvonne Charette',
  'Tim Halvorson',
  'Priya Raman',
  'Jörg Baumann',
];

/*:
# pendulum
*/

// snippet.hide
import Figures
import Notebook
import Proximal

let chapter = Chapter(8, "pendulum", "A room for chapter 8.", seeds: 10, steps: 100_000)
// snippet.show

chapter.finish()

/*:
# minigrid
*/

// snippet.hide
import Figures
import Notebook
import Proximal

let chapter = Chapter(7, "minigrid", "A room for chapter 7.", seeds: 10, steps: 100_000)
// snippet.show

chapter.finish()

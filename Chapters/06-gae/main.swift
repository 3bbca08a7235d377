/*:
# gae
*/

// snippet.hide
import Figures
import Notebook
import Proximal

let chapter = Chapter(6, "gae", "A room for chapter 6.", seeds: 10, steps: 200_000)
// snippet.show

chapter.finish()

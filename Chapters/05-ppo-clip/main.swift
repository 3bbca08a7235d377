/*:
# ppo-clip
*/

// snippet.hide
import Figures
import Notebook
import Proximal

let chapter = Chapter(5, "ppo-clip", "A room for chapter 5.", seeds: 10, steps: 200_000)
// snippet.show

chapter.finish()

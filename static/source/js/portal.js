import { focusProblems } from "./errors.js";
import { pressOnce } from "./once.js";
import { countCharacters } from "./count.js";
import { warnBeforeEnd } from "./session.js";
import { numberLines } from "./editor.js";
import { weighFiles } from "./file.js";
import { followChoices } from "./choices.js";
import { offerMatches } from "./search.js";

for (const improve of [focusProblems, pressOnce, countCharacters, warnBeforeEnd, numberLines, weighFiles, followChoices, offerMatches]) improve(document);

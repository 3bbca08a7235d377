-- Chinese words are marked as such, for voices and fonts.
function Str(word)
  for _, code in utf8.codes(word.text) do
    if code >= 0x4E00 and code <= 0x9FFF then return pandoc.Span({ word }, { lang = "zh" }) end
  end
end

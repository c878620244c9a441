<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>QShortcut</name>
    <message>
        <source>Ctrl</source>
        <translation>Strg</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Umschalt</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>50, 100, 200, 500 training rows, five draws of each (Li and Liang 2021)</source>
        <translation>50, 100, 200, 500 Trainingszeilen, je fünf Ziehungen (Li und Liang 2021)</translation>
    </message>
    <message>
        <source>A .npy file of one row a soft token, or an adapter&apos;s folder.</source>
        <translation>Eine .npy-Datei mit einer Zeile je Soft-Token oder der Ordner eines Adapters.</translation>
    </message>
    <message>
        <source>A CUDA device where the plug-in and a device are there.</source>
        <translation>Ein CUDA-Gerät, wo das Plug-in und ein Gerät da sind.</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>Eine Datei</translation>
    </message>
    <message>
        <source>A list</source>
        <translation>Eine Liste</translation>
    </message>
    <message>
        <source>A prefix of every layer or of the embedding alone, each at four learning rates (Li and Liang 2021)</source>
        <translation>Ein Präfix in jeder Schicht oder nur im Embedding, bei je vier Lernraten (Li und Liang 2021)</translation>
    </message>
    <message>
        <source>A prompt from a .npy file or an adapter&apos;s folder.</source>
        <translation>Ein Prompt aus einer .npy-Datei oder dem Ordner eines Adapters.</translation>
    </message>
    <message>
        <source>A run</source>
        <translation>Ein Lauf</translation>
    </message>
    <message>
        <source>A text</source>
        <translation>Ein Text</translation>
    </message>
    <message>
        <source>A text file with one candidate a line.</source>
        <translation>Eine Textdatei mit einem Kandidaten je Zeile.</translation>
    </message>
    <message>
        <source>Accumulate</source>
        <translation>Akkumulieren</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Accuracy</translation>
    </message>
    <message>
        <source>Adafactor</source>
        <translation>Adafactor</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).</source>
        <translation>Adam mit Weight Decay getrennt vom Gradienten (Loshchilov und Hutter 2019).</translation>
    </message>
    <message>
        <source>Adam; weight decay is added to the gradient (Kingma and Ba 2015).</source>
        <translation>Adam; Weight Decay wird zum Gradienten addiert (Kingma und Ba 2015).</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>Added to the gradient&apos;s square.</source>
        <translation>Wird zum Quadrat des Gradienten addiert.</translation>
    </message>
    <message>
        <source>Added to the root of the gradient&apos;s square.</source>
        <translation>Wird zur Wurzel aus dem Quadrat des Gradienten addiert.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>All words</source>
        <translation>Alle Wörter</translation>
    </message>
    <message>
        <source>Also trains all of the model&apos;s own weights, as the paper does on SuperGLUE; takes memory for several copies of them.</source>
        <translation>Trainiert auch alle Gewichte des Modells, wie das Paper auf SuperGLUE; braucht Speicher für mehrere Kopien davon.</translation>
    </message>
    <message>
        <source>An NVIDIA GPU; refused where none is there.</source>
        <translation>Eine NVIDIA-GPU; abgelehnt, wo keine da ist.</translation>
    </message>
    <message>
        <source>Answer&apos;s field</source>
        <translation>Feld der Antwort</translation>
    </message>
    <message>
        <source>Answers of several tokens</source>
        <translation>Mehrere Tokens</translation>
    </message>
    <message>
        <source>As all words, but summed over each row&apos;s answer and averaged over rows.</source>
        <translation>Wie „Alle Wörter“, aber je Zeile über die Antwort summiert und über die Zeilen gemittelt.</translation>
    </message>
    <message>
        <source>As published. Wants a rate of about 0.00005: all tokens move together.</source>
        <translation>Wie veröffentlicht. Braucht eine Rate um 0.00005: alle Tokens bewegen sich gemeinsam.</translation>
    </message>
    <message>
        <source>As wide as the hidden size in all.</source>
        <translation>Insgesamt so breit wie die verborgene Größe.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>BLEU</source>
        <translation>BLEU</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>Backbone</translation>
    </message>
    <message>
        <source>Backbone&apos;s rate</source>
        <translation>Rate des Backbones</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>Batches whose gradients are added up before one step is taken.</source>
        <translation>Batches, deren Gradienten vor einem Schritt addiert werden.</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>Bester</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Candidates&apos; field</source>
        <translation>Kandidatenfeld</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Choose best by</source>
        <translation>Bester Stand nach</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message>
        <source>Clip gradient</source>
        <translation>Gradient-Clipping</translation>
    </message>
    <message>
        <source>Common in</source>
        <translation>Häufig laut</translation>
    </message>
    <message>
        <source>Common words</source>
        <translation>Häufige Wörter</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>Konstant</translation>
    </message>
    <message>
        <source>Context cache</source>
        <translation>Kontext-Cache</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>Cross prefix</source>
        <translation>Cross-Präfix</translation>
    </message>
    <message>
        <source>Cut from field</source>
        <translation>Kürzen im Feld</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Decay exponent</source>
        <translation>Decay-Exponent</translation>
    </message>
    <message>
        <source>Decide by</source>
        <translation>Entscheiden durch</translation>
    </message>
    <message>
        <source>Decode</source>
        <translation>Dekodieren</translation>
    </message>
    <message>
        <source>Decoder&apos;s prefix</source>
        <translation>Präfix des Decoders</translation>
    </message>
    <message>
        <source>Decoders whose soft tokens stand behind the text: what the frozen model makes of the text is computed once a row and kept, in so much memory and then in a temporary file. auto: a quarter of the free memory; off: every row is run whole at every step.</source>
        <translation>Bei Decodern, deren Soft-Tokens hinter dem Text stehen: was das eingefrorene Modell aus dem Text macht, wird je Zeile einmal gerechnet und behalten, in so viel Speicher und danach in einer temporären Datei. auto: ein Viertel des freien Speichers; off: jede Zeile läuft bei jedem Schritt ganz durch.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>Ziehung</translation>
    </message>
    <message>
        <source>Each label of the data with the text that says it, as it follows the template.</source>
        <translation>Jedes Label der Daten mit dem Text, der es sagt, so wie er auf das Template folgt.</translation>
    </message>
    <message>
        <source>Embeddings alone</source>
        <translation>Nur Embeddings</translation>
    </message>
    <message>
        <source>Embeddings of common words, drawn without repeating.</source>
        <translation>Embeddings häufiger Wörter, ohne Wiederholung gezogen.</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>Encoder</translation>
    </message>
    <message>
        <source>Encoder&apos;s prefix</source>
        <translation>Präfix des Encoders</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>Auswerten alle</translation>
    </message>
    <message>
        <source>Evaluations without a better one before the run ends; 0: off.</source>
        <translation>Evaluationen ohne eine bessere, bevor der Lauf endet; 0: aus.</translation>
    </message>
    <message>
        <source>Every answer that occurs in the data set.</source>
        <translation>Jede Antwort, die im Datensatz vorkommt.</translation>
    </message>
    <message>
        <source>Every layer</source>
        <translation>Jede Schicht</translation>
    </message>
    <message>
        <source>Every one, to see how the prompt moved.</source>
        <translation>Jeder, um zu sehen, wie sich der Prompt bewegt hat.</translation>
    </message>
    <message>
        <source>Every token of the backbone.</source>
        <translation>Jedes Token des Backbones.</translation>
    </message>
    <message>
        <source>Exact and everywhere the same.</source>
        <translation>Genau und überall gleich.</translation>
    </message>
    <message>
        <source>Exact match</source>
        <translation>Exact Match</translation>
    </message>
    <message>
        <source>Exponential</source>
        <translation>Exponentiell</translation>
    </message>
    <message>
        <source>Falls along half a cosine to 0 at the last step.</source>
        <translation>Fällt entlang eines halben Kosinus auf 0 beim letzten Schritt.</translation>
    </message>
    <message>
        <source>Falls evenly to 0 at the last step.</source>
        <translation>Fällt gleichmäßig auf 0 beim letzten Schritt.</translation>
    </message>
    <message>
        <source>Falls with the square root of the step.</source>
        <translation>Fällt mit der Quadratwurzel des Schritts.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Final factor</source>
        <translation>Endfaktor</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Generieren</translation>
    </message>
    <message>
        <source>Group&apos;s field</source>
        <translation>Gruppenfeld</translation>
    </message>
    <message>
        <source>Half the memory; fast with AVX512-bf16, AMX or a GPU.</source>
        <translation>Halber Speicher; schnell mit AVX512-bf16, AMX oder einer GPU.</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>Verborgene Größe</translation>
    </message>
    <message>
        <source>How an answer is read from the model.</source>
        <translation>Wie die Antwort aus dem Modell gelesen wird.</translation>
    </message>
    <message>
        <source>How far a step goes. Prompts need larger rates than weights: 0.003 to 0.3 are usual.</source>
        <translation>Wie weit ein Schritt geht. Prompts brauchen größere Raten als Gewichte: üblich sind 0.003 bis 0.3.</translation>
    </message>
    <message>
        <source>How gradients become steps.</source>
        <translation>Wie aus Gradienten Schritte werden.</translation>
    </message>
    <message>
        <source>How many of the last layers are trained, with the norms behind them; all: every weight, embeddings included.</source>
        <translation>Wie viele der letzten Schichten trainiert werden, mit den Normen dahinter; all: jedes Gewicht, auch die Embeddings.</translation>
    </message>
    <message>
        <source>How many of the training rows are used, drawn by training.draw; 0: all.</source>
        <translation>Wie viele der Trainingszeilen genutzt werden, gezogen mit training.draw; 0: alle.</translation>
    </message>
    <message>
        <source>How texts of several tokens compare.</source>
        <translation>Wie Texte aus mehreren Tokens verglichen werden.</translation>
    </message>
    <message>
        <source>How the learning rate goes on after the warm-up.</source>
        <translation>Wie die Lernrate nach dem Warm-up verläuft.</translation>
    </message>
    <message>
        <source>In front of everything; {prompt} is not needed.</source>
        <translation>Vor allem anderen; {prompt} ist nicht nötig.</translation>
    </message>
    <message>
        <source>In front of the text, or inside it.</source>
        <translation>Vor dem Text oder darin.</translation>
    </message>
    <message>
        <source>In front of what the decoder attends to. Auto: where the backbone has it.</source>
        <translation>Vor dem, worauf der Decoder achtet. Auto: wo das Backbone es hat.</translation>
    </message>
    <message>
        <source>In front of what the decoder reads of the encoder. Auto: where the backbone has it.</source>
        <translation>Vor dem, was der Decoder vom Encoder liest. Auto: wo das Backbone es hat.</translation>
    </message>
    <message>
        <source>In front of what the encoder attends to. Auto: where the backbone has it.</source>
        <translation>Vor dem, worauf der Encoder achtet. Auto: wo das Backbone es hat.</translation>
    </message>
    <message>
        <source>Infix</source>
        <translation>Infix</translation>
    </message>
    <message>
        <source>Inner values of the network.</source>
        <translation>Innere Werte des Netzes.</translation>
    </message>
    <message>
        <source>Inverse root</source>
        <translation>Inverse Wurzel</translation>
    </message>
    <message>
        <source>Is multiplied by the same factor each step.</source>
        <translation>Wird bei jedem Schritt mit demselben Faktor multipliziert.</translation>
    </message>
    <message>
        <source>Its embedding is as wide as a layer&apos;s keys; two layers.</source>
        <translation>Sein Embedding ist so breit wie die Keys einer Schicht; zwei Schichten.</translation>
    </message>
    <message>
        <source>Its embedding is as wide as the backbone.</source>
        <translation>Sein Embedding ist so breit wie das Backbone.</translation>
    </message>
    <message>
        <source>Its own order: pieces that were merged first are the most common.</source>
        <translation>Seine eigene Reihenfolge: was zuerst verschmolzen wurde, ist am häufigsten.</translation>
    </message>
    <message>
        <source>Keep snapshots</source>
        <translation>Snapshots behalten</translation>
    </message>
    <message>
        <source>Keys and values in front of each layer&apos;s: as published.</source>
        <translation>Keys und Values vor denen jeder Schicht: wie veröffentlicht.</translation>
    </message>
    <message>
        <source>LSTM</source>
        <translation>LSTM</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Largest norm of the gradient; 0: off.</source>
        <translation>Größte Norm des Gradienten; 0: aus.</translation>
    </message>
    <message>
        <source>Largest root mean square of an update.</source>
        <translation>Größtes quadratisches Mittel eines Updates.</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Lengths of the prefix: 1, 5, 10, 20, 50, 100, 200 (Li and Liang 2021)</source>
        <translation>Längen des Präfixes: 1, 5, 10, 20, 50, 100, 200 (Li und Liang 2021)</translation>
    </message>
    <message>
        <source>Lengths of the prompt: 1, 5, 20, 100, 150 (Lester et al. 2021)</source>
        <translation>Längen des Prompts: 1, 5, 20, 100, 150 (Lester et al. 2021)</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Linear layers alone.</source>
        <translation>Nur lineare Schichten.</translation>
    </message>
    <message>
        <source>Linear layers, with tanh between them.</source>
        <translation>Lineare Schichten mit tanh dazwischen.</translation>
    </message>
    <message>
        <source>List of words</source>
        <translation>Wortliste</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>Längste Antwort</translation>
    </message>
    <message>
        <source>Longest row</source>
        <translation>Längste Zeile</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>Loss over</source>
        <translation>Loss über</translation>
    </message>
    <message>
        <source>MLP</source>
        <translation>MLP</translation>
    </message>
    <message>
        <source>MRR</source>
        <translation>MRR</translation>
    </message>
    <message>
        <source>Macro F1</source>
        <translation>Makro-F1</translation>
    </message>
    <message>
        <source>Mark between</source>
        <translation>Trennzeichen</translation>
    </message>
    <message>
        <source>Matthews</source>
        <translation>Matthews</translation>
    </message>
    <message>
        <source>Matthews&apos; correlation.</source>
        <translation>Korrelation nach Matthews.</translation>
    </message>
    <message>
        <source>Mean of its tokens</source>
        <translation>Mittel der Tokens</translation>
    </message>
    <message>
        <source>Memory of the gradient&apos;s mean.</source>
        <translation>Gedächtnis für den Mittelwert des Gradienten.</translation>
    </message>
    <message>
        <source>Memory of the gradient&apos;s square.</source>
        <translation>Gedächtnis für das Quadrat des Gradienten.</translation>
    </message>
    <message>
        <source>Memory of the gradient; 0: none.</source>
        <translation>Gedächtnis für den Gradienten; 0: keines.</translation>
    </message>
    <message>
        <source>Memory of the update; 0: none.</source>
        <translation>Gedächtnis für das Update; 0: keines.</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>MiB</source>
        <translation>MiB</translation>
    </message>
    <message>
        <source>Model tuning</source>
        <translation>Modell-Tuning</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Network&apos;s dropout</source>
        <translation>Dropout im Netz</translation>
    </message>
    <message>
        <source>Network&apos;s form</source>
        <translation>Form des Netzes</translation>
    </message>
    <message>
        <source>Network&apos;s layers</source>
        <translation>Schichten des Netzes</translation>
    </message>
    <message>
        <source>Network&apos;s width</source>
        <translation>Breite des Netzes</translation>
    </message>
    <message>
        <source>No effect</source>
        <translation>Ohne Wirkung</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>Normalverteilt</translation>
    </message>
    <message>
        <source>Normalised by length: long texts are not held back.</source>
        <translation>Auf die Länge normiert: lange Texte sind nicht benachteiligt.</translation>
    </message>
    <message>
        <source>Numbers lie between minus this and this.</source>
        <translation>Die Zahlen liegen zwischen minus und plus diesem Wert.</translation>
    </message>
    <message>
        <source>One of a few labels for a text: each label is a word or phrase, and the likeliest wins.</source>
        <translation>Eines von wenigen Labels für einen Text: jedes Label ist ein Wort oder Ausdruck, und das wahrscheinlichste gewinnt.</translation>
    </message>
    <message>
        <source>One word in a blank, ranked among the whole vocabulary or among candidates.</source>
        <translation>Ein Wort in einer Lücke, geordnet unter dem ganzen Vokabular oder unter Kandidaten.</translation>
    </message>
    <message>
        <source>Only rows with</source>
        <translation>Nur Zeilen mit</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>Optimizer</translation>
    </message>
    <message>
        <source>P-tuning</source>
        <translation>P-Tuning</translation>
    </message>
    <message>
        <source>P-tuning as Liu et al. (2021) on SuperGLUE with all training rows; here RTE as a cloze with verbalizers, the model tuned beside the slots, at a tenth of their rate.</source>
        <translation>P-Tuning, wie Liu et al. (2021) auf SuperGLUE mit allen Trainingszeilen; hier RTE als Lückentext mit Verbalizern, das Modell neben den Slots trainiert, mit einem Zehntel ihrer Rate.</translation>
    </message>
    <message>
        <source>P-tuning as Liu et al. (2021) on few-shot SuperGLUE: 32 training rows; here RTE as a cloze with verbalizers, the model tuned beside the slots, at a tenth of their rate.</source>
        <translation>P-Tuning, wie Liu et al. (2021) auf Few-Shot-SuperGLUE: 32 Trainingszeilen; hier RTE als Lückentext mit Verbalizern, das Modell neben den Slots trainiert, mit einem Zehntel ihrer Rate.</translation>
    </message>
    <message>
        <source>P-tuning as Liu et al. (2021) probed BERT for facts: slots around the mask and the subject, no words between; one run a relation (sweep --each predicate_id).</source>
        <translation>P-Tuning, wie Liu et al. (2021) BERT nach Fakten gefragt haben: Slots um die Maske und das Subjekt, keine Wörter dazwischen; ein Lauf je Relation (sweep --each predicate_id).</translation>
    </message>
    <message>
        <source>P-tuning as Liu et al. (2021) probed GPT-2 for facts: slots around the subject, then the next token; one run a relation (sweep --each predicate_id).</source>
        <translation>P-Tuning, wie Liu et al. (2021) GPT-2 nach Fakten gefragt haben: Slots um das Subjekt, dann das nächste Token; ein Lauf je Relation (sweep --each predicate_id).</translation>
    </message>
    <message>
        <source>P-tuning&apos;s slots from an LSTM, an MLP or themselves (Liu et al. 2021)</source>
        <translation>Die Slots des P-Tunings aus einem LSTM, einem MLP oder direkt (Liu et al. 2021)</translation>
    </message>
    <message>
        <source>P@1</source>
        <translation>P@1</translation>
    </message>
    <message>
        <source>PEFT&apos;s</source>
        <translation>Wie in PEFT</translation>
    </message>
    <message>
        <source>Placement</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>Plain gradient descent, with momentum where asked.</source>
        <translation>Einfacher Gradientenabstieg, auf Wunsch mit Momentum.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>Präfix</translation>
    </message>
    <message>
        <source>Prefix dropout</source>
        <translation>Präfix-Dropout</translation>
    </message>
    <message>
        <source>Prefix-tuning</source>
        <translation>Prefix-Tuning</translation>
    </message>
    <message>
        <source>Prefix-tuning as Li and Liang (2021) trained it over BART-large: 200 tokens in all three attentions, an MLP of 800; XSum: a summary of one sentence.</source>
        <translation>Prefix-Tuning, wie Li und Liang (2021) es über BART-large trainiert haben: 200 Tokens in allen drei Attentions, ein MLP mit 800; XSum: eine Zusammenfassung in einem Satz.</translation>
    </message>
    <message>
        <source>Prefix-tuning as Li and Liang (2021) trained it over GPT-2 medium: 10 tokens, an MLP of 512, AdamW 0.00005; DART: texts from triples.</source>
        <translation>Prefix-Tuning, wie Li und Liang (2021) es über GPT-2 medium trainiert haben: 10 Tokens, ein MLP mit 512, AdamW 0.00005; DART: Texte aus Tripeln.</translation>
    </message>
    <message>
        <source>Prefix-tuning as Li and Liang (2021) trained it over GPT-2 medium: 10 tokens, an MLP of 512, AdamW 0.00005; E2E: restaurants from attributes.</source>
        <translation>Prefix-Tuning, wie Li und Liang (2021) es über GPT-2 medium trainiert haben: 10 Tokens, ein MLP mit 512, AdamW 0.00005; E2E: Restaurants aus Attributen.</translation>
    </message>
    <message>
        <source>Prefix-tuning as Li and Liang (2021) trained it over GPT-2 medium: 10 tokens, an MLP of 512, AdamW 0.00005; WebNLG: texts from triples.</source>
        <translation>Prefix-Tuning, wie Li und Liang (2021) es über GPT-2 medium trainiert haben: 10 Tokens, ein MLP mit 512, AdamW 0.00005; WebNLG: Texte aus Tripeln.</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>Abfragen (Probing)</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Processor threads of the frozen computation.</source>
        <translation>Prozessor-Threads der eingefrorenen Rechnung.</translation>
    </message>
    <message>
        <source>Prompt tuning</source>
        <translation>Prompt-Tuning</translation>
    </message>
    <message>
        <source>Prompt tuning as Lester et al. (2021) trained it: Adafactor at a constant 0.3, 100 tokens, 30,000 steps; here SST-2 over T5 1.1 LM-adapted base, whose embeddings the rate fits.</source>
        <translation>Prompt-Tuning, wie Lester et al. (2021) es trainiert haben: Adafactor bei konstant 0.3, 100 Tokens, 30&#x202f;000 Schritte; hier SST-2 über T5 1.1 base (LM-adapted), zu dessen Embeddings die Rate passt.</translation>
    </message>
    <message>
        <source>ROUGE-L</source>
        <translation>ROUGE-L</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufällig</translation>
    </message>
    <message>
        <source>Random numbers between minus and plus the range.</source>
        <translation>Zufallszahlen zwischen minus und plus der Spanne.</translation>
    </message>
    <message>
        <source>Random numbers with the mean and spread of the model&apos;s own embeddings.</source>
        <translation>Zufallszahlen mit Mittel und Streuung der Embeddings des Modells.</translation>
    </message>
    <message>
        <source>Random numbers; a network as PyTorch starts it.</source>
        <translation>Zufallszahlen; ein Netz so, wie PyTorch es beginnt.</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Spanne</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>Rangfolge</translation>
    </message>
    <message>
        <source>Rank by</source>
        <translation>Ordnen nach</translation>
    </message>
    <message>
        <source>Ranked among</source>
        <translation>Geordnet unter</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reparameterisation</source>
        <translation>Reparametrisierung</translation>
    </message>
    <message>
        <source>Rows in a batch.</source>
        <translation>Zeilen in einem Batch.</translation>
    </message>
    <message>
        <source>Rows used</source>
        <translation>Genutzte Zeilen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>Sichern alle</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>Seconds between saved states: at most this much work is done again after a crash.</source>
        <translation>Sekunden zwischen gesicherten Ständen: höchstens so viel Arbeit wird nach einem Absturz wiederholt.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>Sätze</translation>
    </message>
    <message>
        <source>Share of each value taken away a step, times the learning rate.</source>
        <translation>Anteil, der jedem Wert je Schritt abgezogen wird, mal Lernrate.</translation>
    </message>
    <message>
        <source>Share of the prefix&apos;s numbers that a training step leaves out.</source>
        <translation>Anteil der Zahlen des Präfixes, den ein Trainingsschritt weglässt.</translation>
    </message>
    <message>
        <source>Share of the values between the LSTM&apos;s layers that a training step leaves out.</source>
        <translation>Anteil der Werte zwischen den Schichten des LSTM, den ein Trainingsschritt weglässt.</translation>
    </message>
    <message>
        <source>Snapshot every</source>
        <translation>Snapshot alle</translation>
    </message>
    <message>
        <source>Soft tokens</source>
        <translation>Soft-Tokens</translation>
    </message>
    <message>
        <source>Squares kept by rows and columns, no parameter scaling (Shazeer and Stern 2018); Lester et al. trained prompts with it.</source>
        <translation>Quadrate nach Zeilen und Spalten, ohne Parameterskalierung (Shazeer und Stern 2018); Lester et al. haben Prompts damit trainiert.</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>Start from words</source>
        <translation>Mit Wörtern starten</translation>
    </message>
    <message>
        <source>Start of the random numbers that draw training.rows: apart from the seed, so that seeds share their rows.</source>
        <translation>Anfang der Zufallszahlen, die training.rows ziehen: getrennt vom Seed, damit verschiedene Seeds dieselben Zeilen haben.</translation>
    </message>
    <message>
        <source>Start of the random numbers: the same seed gives the same result.</source>
        <translation>Anfang der Zufallszahlen: derselbe Seed ergibt dasselbe Ergebnis.</translation>
    </message>
    <message>
        <source>Stays.</source>
        <translation>Bleibt gleich.</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps between evaluations on the validation rows; 0: never.</source>
        <translation>Schritte zwischen Evaluationen auf den Validierungszeilen; 0: nie.</translation>
    </message>
    <message>
        <source>Steps between stored prompts with their nearest words; 0: never.</source>
        <translation>Schritte zwischen gespeicherten Prompts mit ihren nächsten Wörtern; 0: nie.</translation>
    </message>
    <message>
        <source>Steps in all.</source>
        <translation>Schritte insgesamt.</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0.</source>
        <translation>Schritte, in denen die Lernrate von 0 ansteigt.</translation>
    </message>
    <message>
        <source>Stop early</source>
        <translation>Early Stopping</translation>
    </message>
    <message>
        <source>Such rows are left out of every split, and counted.</source>
        <translation>Solche Zeilen werden in jedem Split weggelassen und gezählt.</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Template</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Text for a text: the data&apos;s target field is what the model learns to write. A row may hold a list of right texts: the first is learned, all count when it is measured.</source>
        <translation>Text zu Text: das Zielfeld der Daten ist, was das Modell zu schreiben lernt. Eine Zeile darf eine Liste richtiger Texte haben: der erste wird gelernt, beim Messen zählen alle.</translation>
    </message>
    <message>
        <source>Text with {field}s of the data, {prompt} where the soft tokens stand, and {label} (or {mask}) where the word is asked for.</source>
        <translation>Text mit den {Feldern} der Daten, {prompt}, wo die Soft-Tokens stehen, und {label} (oder {mask}), wo das Wort gefragt ist.</translation>
    </message>
    <message>
        <source>Text with {field}s of the data, {prompt} where the soft tokens stand, and {label}, which stands for a candidate.</source>
        <translation>Text mit den {Feldern} der Daten, {prompt}, wo die Soft-Tokens stehen, und {label}, das für einen Kandidaten steht.</translation>
    </message>
    <message>
        <source>Text with {field}s of the data, {prompt} where the soft tokens stand, and {label}.</source>
        <translation>Text mit den {Feldern} der Daten, {prompt}, wo die Soft-Tokens stehen, und {label}.</translation>
    </message>
    <message>
        <source>Text with {field}s of the data, {prompt} where the soft tokens stand, and {target}.</source>
        <translation>Text mit den {Feldern} der Daten, {prompt}, wo die Soft-Tokens stehen, und {target}.</translation>
    </message>
    <message>
        <source>The answers</source>
        <translation>Die Antworten</translation>
    </message>
    <message>
        <source>The best step&apos;s and the last one.</source>
        <translation>Der des besten Schritts und der letzte.</translation>
    </message>
    <message>
        <source>The best texts; every validation then writes them, which takes long.</source>
        <translation>Die besten Texte; jede Validierung schreibt sie dann, was lange dauert.</translation>
    </message>
    <message>
        <source>The candidates</source>
        <translation>Die Kandidaten</translation>
    </message>
    <message>
        <source>The embeddings of a text&apos;s tokens, repeated where it is shorter.</source>
        <translation>Die Embeddings der Tokens eines Texts, wiederholt, wo er kürzer ist.</translation>
    </message>
    <message>
        <source>The field of the data that holds a row&apos;s candidates: a list, or texts with a mark between.</source>
        <translation>Das Feld der Daten mit den Kandidaten einer Zeile: eine Liste oder Texte mit einem Zeichen dazwischen.</translation>
    </message>
    <message>
        <source>The field of the data that holds the right answer, which {label} stands for.</source>
        <translation>Das Feld der Daten mit der richtigen Antwort, für die {label} steht.</translation>
    </message>
    <message>
        <source>The field of the data that holds the right answer, which {target} stands for.</source>
        <translation>Das Feld der Daten mit der richtigen Antwort, für die {target} steht.</translation>
    </message>
    <message>
        <source>The field that is shortened in rows that are too long. Empty: the longest field of the row. The template and the target are never cut.</source>
        <translation>Das Feld, das in zu langen Zeilen gekürzt wird. Leer: das längste Feld der Zeile. Template und Ziel werden nie gekürzt.</translation>
    </message>
    <message>
        <source>The field that says which rows belong together: exact match then counts groups of which every row is right (MultiRC). Empty: none.</source>
        <translation>Das Feld, das sagt, welche Zeilen zusammengehören: Exact Match zählt dann Gruppen, deren Zeilen alle richtig sind (MultiRC). Leer: keines.</translation>
    </message>
    <message>
        <source>The first such row is an error.</source>
        <translation>Die erste solche Zeile ist ein Fehler.</translation>
    </message>
    <message>
        <source>The first token alone, which all texts must differ in.</source>
        <translation>Nur das erste Token, in dem sich alle Texte unterscheiden müssen.</translation>
    </message>
    <message>
        <source>The frozen model: its id in the library, a Hugging Face directory or a GGUF file.</source>
        <translation>Das eingefrorene Modell: seine Kennung in der Bibliothek, ein Hugging-Face-Ordner oder eine GGUF-Datei.</translation>
    </message>
    <message>
        <source>The hidden size in each direction, and one layer more in the MLP.</source>
        <translation>Die verborgene Größe in jeder Richtung und eine Schicht mehr im MLP.</translation>
    </message>
    <message>
        <source>The highest mean reciprocal rank.</source>
        <translation>Der höchste mittlere reziproke Rang.</translation>
    </message>
    <message>
        <source>The keys and values themselves; 0.003 is a usual rate.</source>
        <translation>Die Keys und Values selbst; 0.003 ist eine übliche Rate.</translation>
    </message>
    <message>
        <source>The label whose text is likeliest.</source>
        <translation>Das Label, dessen Text am wahrscheinlichsten ist.</translation>
    </message>
    <message>
        <source>The labels</source>
        <translation>Die Labels</translation>
    </message>
    <message>
        <source>The labels&apos; own embeddings, then common words.</source>
        <translation>Die Embeddings der Labels, danach häufige Wörter.</translation>
    </message>
    <message>
        <source>The last one.</source>
        <translation>Der letzte.</translation>
    </message>
    <message>
        <source>The learning rate of the model&apos;s own weights, which follows the same schedule; the slots have optimizer.learning_rate (the paper: 0.0001).</source>
        <translation>Die Lernrate der Gewichte des Modells, die demselben Schedule folgt; die Slots haben optimizer.learning_rate (das Paper: 0.0001).</translation>
    </message>
    <message>
        <source>The likeliest of each row&apos;s own candidates, such as the answers to a question.</source>
        <translation>Der wahrscheinlichste unter den Kandidaten jeder Zeile, etwa den Antworten auf eine Frage.</translation>
    </message>
    <message>
        <source>The likelihood of the whole text.</source>
        <translation>Die Likelihood des ganzen Texts.</translation>
    </message>
    <message>
        <source>The lowest validation loss.</source>
        <translation>Der niedrigste Validierungs-Loss.</translation>
    </message>
    <message>
        <source>The mean F1 of the labels.</source>
        <translation>Das mittlere F1 der Labels.</translation>
    </message>
    <message>
        <source>The most common words of the tokenizer that are drawn from.</source>
        <translation>So viele der häufigsten Wörter des Tokenizers, aus denen gezogen wird.</translation>
    </message>
    <message>
        <source>The most right answers; at a tie the lower loss.</source>
        <translation>Die meisten richtigen Antworten; bei Gleichstand der niedrigere Loss.</translation>
    </message>
    <message>
        <source>The most right words in first place; at a tie the lower loss.</source>
        <translation>Die meisten richtigen Wörter an erster Stelle; bei Gleichstand der niedrigere Loss.</translation>
    </message>
    <message>
        <source>The network&apos;s last layer is fitted so that the slots begin as these words, repeated where they are fewer. Empty: the network as it is drawn, as published.</source>
        <translation>Die letzte Schicht des Netzes wird so angepasst, dass die Slots als diese Wörter beginnen, wiederholt, wo es weniger sind. Leer: das Netz, wie es gezogen wird, wie veröffentlicht.</translation>
    </message>
    <message>
        <source>The number format of the frozen computation. The prompt is always float32.</source>
        <translation>Das Zahlenformat der eingefrorenen Rechnung. Der Prompt ist immer float32.</translation>
    </message>
    <message>
        <source>The paper&apos;s</source>
        <translation>Wie im Paper</translation>
    </message>
    <message>
        <source>The paper&apos;s, or the one that PEFT builds, so that its training can be repeated.</source>
        <translation>Die des Papers oder die, die PEFT baut, sodass sich dessen Training wiederholen lässt.</translation>
    </message>
    <message>
        <source>The prefix in front, or as an infix behind the text (Li and Liang 2021)</source>
        <translation>Das Präfix vorn oder als Infix hinter dem Text (Li und Liang 2021)</translation>
    </message>
    <message>
        <source>The prefix of another run of this project.</source>
        <translation>Das Präfix eines anderen Laufs dieses Projekts.</translation>
    </message>
    <message>
        <source>The prefix through an MLP or trained itself, at three learning rates (Li and Liang 2021)</source>
        <translation>Das Präfix über ein MLP oder selbst trainiert, bei drei Lernraten (Li und Liang 2021)</translation>
    </message>
    <message>
        <source>The project&apos;s data set by name: training reads its train rows, choosing its validation rows.</source>
        <translation>Der Datensatz des Projekts mit seinem Namen: trainiert wird auf seinen train-Zeilen, ausgewählt auf seinen validation-Zeilen.</translation>
    </message>
    <message>
        <source>The prompt of another run of this project.</source>
        <translation>Der Prompt eines anderen Laufs dieses Projekts.</translation>
    </message>
    <message>
        <source>The right label against the other labels alone.</source>
        <translation>Nur das richtige Label gegen die anderen Labels.</translation>
    </message>
    <message>
        <source>The right tokens against the whole vocabulary.</source>
        <translation>Die richtigen Tokens gegen das ganze Vokabular.</translation>
    </message>
    <message>
        <source>The right word against the candidates alone.</source>
        <translation>Nur das richtige Wort gegen die Kandidaten.</translation>
    </message>
    <message>
        <source>The run&apos;s number or name.</source>
        <translation>Nummer oder Name des Laufs.</translation>
    </message>
    <message>
        <source>The same recipe with five seeds</source>
        <translation>Dasselbe Rezept mit fünf Seeds</translation>
    </message>
    <message>
        <source>The soft tokens themselves are trained.</source>
        <translation>Die Soft-Tokens selbst werden trainiert.</translation>
    </message>
    <message>
        <source>The square&apos;s memory at step t is 1 - t to the power of minus this.</source>
        <translation>Das Gedächtnis des Quadrats bei Schritt t ist 1 - t hoch minus diesem Wert.</translation>
    </message>
    <message>
        <source>The text that the model writes itself: right where it is a label&apos;s text.</source>
        <translation>Der Text, den das Modell selbst schreibt: richtig, wenn er der Text eines Labels ist.</translation>
    </message>
    <message>
        <source>The tokenizer</source>
        <translation>Tokenizer</translation>
    </message>
    <message>
        <source>The words of a file, one a line; words of several tokens stay out.</source>
        <translation>Die Wörter einer Datei, eines je Zeile; Wörter aus mehreren Tokens bleiben draußen.</translation>
    </message>
    <message>
        <source>The words to start from, best a description of the task, repeated where it is shorter than the prefix. Empty: the template&apos;s words and the labels, else the first rows&apos;.</source>
        <translation>Die Wörter des Anfangs, am besten eine Beschreibung der Aufgabe, wiederholt, wo sie kürzer ist als das Präfix. Leer: die Wörter des Templates und die Labels, sonst die der ersten Zeilen.</translation>
    </message>
    <message>
        <source>The words to start from: best a description of the task.</source>
        <translation>Die Wörter des Anfangs: am besten eine Beschreibung der Aufgabe.</translation>
    </message>
    <message>
        <source>This machine&apos;s processor.</source>
        <translation>Der Prozessor dieses Rechners.</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Times each value, added to its gradient (L2).</source>
        <translation>Wird mit jedem Wert multipliziert und zu seinem Gradienten addiert (L2).</translation>
    </message>
    <message>
        <source>Times that all training rows are gone through, instead of steps.</source>
        <translation>Wie oft alle Trainingszeilen durchlaufen werden, anstelle von Schritten.</translation>
    </message>
    <message>
        <source>Times the spread of real words&apos; keys and values in each layer.</source>
        <translation>Mal die Streuung der Keys und Values echter Wörter in jeder Schicht.</translation>
    </message>
    <message>
        <source>Times the spread of the model&apos;s own embeddings.</source>
        <translation>Mal die Streuung der Embeddings des Modells.</translation>
    </message>
    <message>
        <source>Token F1</source>
        <translation>Token-F1</translation>
    </message>
    <message>
        <source>Tokens of text that a row may have, soft tokens not counted; longer rows are cut.</source>
        <translation>Text-Tokens, die eine Zeile haben darf, Soft-Tokens nicht gezählt; längere Zeilen werden gekürzt.</translation>
    </message>
    <message>
        <source>Tokens that a text may get when it is written for evaluation.</source>
        <translation>Tokens, die ein Text haben darf, wenn er zur Evaluation geschrieben wird.</translation>
    </message>
    <message>
        <source>Trains a few vectors that stand among the words the frozen model reads.</source>
        <translation>Trainiert einige Vektoren, die unter den Wörtern stehen, die das eingefrorene Modell liest.</translation>
    </message>
    <message>
        <source>Trains keys and values that every layer attends to in front of the text.</source>
        <translation>Trainiert Keys und Values, auf die jede Schicht vor dem Text achtet.</translation>
    </message>
    <message>
        <source>Trains slots anywhere among the template&apos;s words, through a small network.</source>
        <translation>Trainiert Slots irgendwo zwischen den Wörtern des Templates, über ein kleines Netz.</translation>
    </message>
    <message>
        <source>Trains the model&apos;s own weights, as the papers compare with; takes memory for several copies of them.</source>
        <translation>Trainiert die Gewichte des Modells selbst, womit die Papers vergleichen; braucht Speicher für mehrere Kopien davon.</translation>
    </message>
    <message>
        <source>Tune the backbone</source>
        <translation>Backbone mittrainieren</translation>
    </message>
    <message>
        <source>Two layers in both directions, then two linear layers: as published.</source>
        <translation>Zwei Schichten in beide Richtungen, dann zwei lineare Schichten: wie veröffentlicht.</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>Gleichverteilt</translation>
    </message>
    <message>
        <source>Update clipping</source>
        <translation>Update-Clipping</translation>
    </message>
    <message>
        <source>Values of zero and keys that get next to no attention; the share is said.</source>
        <translation>Values aus Nullen und Keys, die fast keine Attention bekommen; ihr Anteil wird gesagt.</translation>
    </message>
    <message>
        <source>Vectors among the input embeddings, where the template has {prompt}: the paper&apos;s comparison.</source>
        <translation>Vektoren unter den Eingabe-Embeddings, wo das Template {prompt} hat: der Vergleich des Papers.</translation>
    </message>
    <message>
        <source>Vectors that are trained. More can say more and take longer; 20 to 100 are usual.</source>
        <translation>Vektoren, die trainiert werden. Mehr können mehr sagen und dauern länger; üblich sind 20 bis 100.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Warm-up</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Weight Decay</translation>
    </message>
    <message>
        <source>Weight of the squared log of the softmax&apos;s sum (Lester et al.: 0.0001); 0: off.</source>
        <translation>Gewicht des quadrierten Logarithmus der Softmax-Summe (Lester et al.: 0.0001); 0: aus.</translation>
    </message>
    <message>
        <source>What becomes of rows whose answer is not one token of the backbone.</source>
        <translation>Was mit Zeilen geschieht, deren Antwort nicht genau ein Token des Backbones ist.</translation>
    </message>
    <message>
        <source>What computes the prefix while training; a network is dropped afterwards.</source>
        <translation>Was beim Training das Präfix berechnet; ein Netz fällt danach weg.</translation>
    </message>
    <message>
        <source>What computes the soft tokens while training; it is dropped afterwards.</source>
        <translation>Was beim Training die Soft-Tokens berechnet; danach fällt es weg.</translation>
    </message>
    <message>
        <source>What decides on validation rows which step was best.</source>
        <translation>Was auf den Validierungszeilen entscheidet, welcher Schritt der beste war.</translation>
    </message>
    <message>
        <source>What each start of the prompt makes of the validation rows before anything is learned</source>
        <translation>Was jeder Anfang des Prompts aus den Validierungszeilen macht, bevor etwas gelernt ist</translation>
    </message>
    <message>
        <source>What is trained.</source>
        <translation>Was trainiert wird.</translation>
    </message>
    <message>
        <source>What runs training and scoring. Generation always runs on the processor.</source>
        <translation>Was das Training und die Bewertung rechnet. Texte erzeugt immer der Prozessor.</translation>
    </message>
    <message>
        <source>What stands between the candidates where the field is text.</source>
        <translation>Was zwischen den Kandidaten steht, wenn das Feld Text ist.</translation>
    </message>
    <message>
        <source>What the frozen model makes of real words: learns soonest.</source>
        <translation>Was das eingefrorene Modell aus echten Wörtern macht: lernt am schnellsten.</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by at the last step; above 1 it rises, as in a range test.</source>
        <translation>Womit die Lernrate beim letzten Schritt multipliziert ist; über 1 steigt sie, wie bei einem Range-Test.</translation>
    </message>
    <message>
        <source>What the model chooses among while it trains.</source>
        <translation>Woraus das Modell beim Training wählt.</translation>
    </message>
    <message>
        <source>What the model is asked to do.</source>
        <translation>Was das Modell tun soll.</translation>
    </message>
    <message>
        <source>What the prefix is before the first step.</source>
        <translation>Was das Präfix vor dem ersten Schritt ist.</translation>
    </message>
    <message>
        <source>What the run is called in lists and commands.</source>
        <translation>Wie der Lauf in Listen und Befehlen heißt.</translation>
    </message>
    <message>
        <source>What the soft tokens are before the first step.</source>
        <translation>Was die Soft-Tokens vor dem ersten Schritt sind.</translation>
    </message>
    <message>
        <source>Where it is read from which words are common.</source>
        <translation>Woraus gelesen wird, welche Wörter häufig sind.</translation>
    </message>
    <message>
        <source>Where the prefix stands.</source>
        <translation>Wo das Präfix steht.</translation>
    </message>
    <message>
        <source>Where the prompt starts: uniform, vocabulary, labels, text (Lester et al. 2021)</source>
        <translation>Wo der Prompt anfängt: gleichverteilt, Vokabular, Labels, Text (Lester et al. 2021)</translation>
    </message>
    <message>
        <source>Where the template has {prompt}: what stands before it does not see it.</source>
        <translation>Wo das Template {prompt} hat: was davor steht, sieht es nicht.</translation>
    </message>
    <message>
        <source>Which stored prompts stay when the run ends.</source>
        <translation>Welche gespeicherten Prompts bleiben, wenn der Lauf endet.</translation>
    </message>
    <message>
        <source>Which words the answer is ranked among.</source>
        <translation>Unter welchen Wörtern die Antwort geordnet wird.</translation>
    </message>
    <message>
        <source>Whole text</source>
        <translation>Ganzer Text</translation>
    </message>
    <message>
        <source>Width of the network; auto is the backbone&apos;s.</source>
        <translation>Breite des Netzes; auto ist die des Backbones.</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Words to draw from</source>
        <translation>Wörter zur Wahl</translation>
    </message>
    <message>
        <source>Z-loss</source>
        <translation>Z-Loss</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>bfloat16 where this machine is fast at it, else float32.</source>
        <translation>bfloat16, wo dieser Rechner darin schnell ist, sonst float32.</translation>
    </message>
    <message>
        <source>chrF</source>
        <translation>chrF</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>evaluations</source>
        <translation>Evaluationen</translation>
    </message>
    <message>
        <source>field=value: only rows of the data with that value are read, in every split; field!=value: all but those. Empty: all.</source>
        <translation>feld=wert: nur Zeilen der Daten mit diesem Wert werden gelesen, in jedem Split; feld!=wert: alle außer diesen. Leer: alle.</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>This CPU has AMX, which multiplies bfloat16 several times faster than float32.</source>
        <translation>Diese CPU hat AMX, das bfloat16 mehrmals schneller multipliziert als float32.</translation>
    </message>
    <message>
        <source>This CPU has AVX512-bf16, which multiplies bfloat16 two to three times faster than float32.</source>
        <translation>Diese CPU hat AVX512-bf16, das bfloat16 zwei- bis dreimal schneller multipliziert als float32.</translation>
    </message>
    <message>
        <source>This CPU has neither AVX512-bf16 nor AMX; bfloat16 would be many times slower than float32.</source>
        <translation>Diese CPU hat weder AVX512-bf16 noch AMX; bfloat16 wäre um ein Vielfaches langsamer als float32.</translation>
    </message>
</context>
<context>
    <name>lathe::AnswerCard</name>
    <message>
        <source>%1: run</source>
        <translation>%1: Lauf</translation>
    </message>
    <message>
        <source>%1: snapshot</source>
        <translation>%1: Snapshot</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>%1: text</source>
        <translation>%1: Text</translation>
    </message>
    <message>
        <source>The model with no prompt in front.</source>
        <translation>Das Modell ohne Prompt davor.</translation>
    </message>
    <message>
        <source>The model with this prompt.</source>
        <translation>Das Modell mit diesem Prompt.</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>No prompt has been trained yet.</source>
        <translation>Noch ist kein Prompt trainiert.</translation>
    </message>
    <message>
        <source>best</source>
        <translation>bester</translation>
    </message>
    <message>
        <source>last</source>
        <translation>letzter</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Choose a run.</source>
        <translation>Einen Lauf wählen.</translation>
    </message>
    <message>
        <source>Run %1 has kept no snapshot of its prompt yet.</source>
        <translation>Lauf %1 hat noch keinen Snapshot seines Prompts.</translation>
    </message>
    <message>
        <source>Bare model</source>
        <translation>Bloßes Modell</translation>
    </message>
    <message>
        <source>run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>Take this prompt away</source>
        <translation>Diesen Prompt wegnehmen</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>Das Modell wird gefragt&#xa0;…</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>as expected</source>
        <translation>wie erwartet</translation>
    </message>
    <message>
        <source>expected %1</source>
        <translation>erwartet: %1</translation>
    </message>
</context>
<context>
    <name>lathe::BackbonesPage</name>
    <message>
        <source>Backbones</source>
        <translation>Backbones</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Use in the recipe</source>
        <translation>Im Rezept verwenden</translation>
    </message>
    <message>
        <source>No backbone yet. Fetch one from the hub by its name above, or add a GGUF file or a Hugging Face folder of a model that this program knows.</source>
        <translation>Noch kein Backbone. Oben lässt sich eines mit seinem Namen vom Hub laden; oder eine GGUF-Datei oder einen Hugging-Face-Ordner eines Modells hinzufügen, das dieses Programm kennt.</translation>
    </message>
    <message>
        <source>Add a GGUF file…</source>
        <translation>GGUF-Datei hinzufügen&#xa0;…</translation>
    </message>
    <message>
        <source>%1 is here.</source>
        <translation>%1 ist da.</translation>
    </message>
    <message>
        <source>%1 is here, but can&apos;t be used: %2</source>
        <translation>%1 ist da, lässt sich aber nicht verwenden: %2</translation>
    </message>
    <message>
        <source>The frozen models on this machine; files are linked, never copied</source>
        <translation>Die eingefrorenen Modelle auf diesem Rechner; Dateien werden verknüpft, nie kopiert</translation>
    </message>
    <message>
        <source>Find by name, family, licence</source>
        <translation>Name, Familie oder Lizenz suchen</translation>
    </message>
    <message>
        <source>Find a backbone</source>
        <translation>Backbone suchen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen&#xa0;…</translation>
    </message>
    <message>
        <source>A GGUF file…</source>
        <translation>GGUF-Datei&#xa0;…</translation>
    </message>
    <message>
        <source>A folder: Hugging Face, or of GGUF files…</source>
        <translation>Ordner: Hugging Face oder mit GGUF-Dateien&#xa0;…</translation>
    </message>
    <message>
        <source>From the hub</source>
        <translation>Vom Hub</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>Familie</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>Gespeichert als</translation>
    </message>
    <message>
        <source>Context, tokens</source>
        <translation>Kontext, Tokens</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Reads every tensor and compares it with what was stored when the backbone was added, or with the hub&apos;s digests</source>
        <translation>Liest jeden Tensor und vergleicht ihn mit dem, was beim Hinzufügen festgehalten wurde, oder mit den Prüfsummen des Hubs</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen&#xa0;…</translation>
    </message>
    <message>
        <source>fits, %1</source>
        <translation>passt, %1</translation>
    </message>
    <message>
        <source>too large, %1</source>
        <translation>zu groß, %1</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>Weights as 16-bit numbers and the program itself need about %1</source>
        <translation>Gewichte als 16-Bit-Zahlen und das Programm selbst brauchen etwa %1</translation>
    </message>
    <message>
        <source>No backbone here matches “%1”.</source>
        <translation>Kein Backbone hier passt zu „%1“.</translation>
    </message>
    <message>
        <source>%1 · %2 layers, %3 wide · vocabulary of %4 tokens</source>
        <translation>%1 · %2 Schichten, %3 breit · Vokabular mit %4 Tokens</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>Add a GGUF file</source>
        <translation>GGUF-Datei hinzufügen</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf);;All files (*)</source>
        <translation>GGUF-Dateien (*.gguf);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>%1 wird gelesen&#xa0;…</translation>
    </message>
    <message>
        <source>Added %1.</source>
        <translation>%1 hinzugefügt.</translation>
    </message>
    <message>
        <source>Reading every tensor of %1…</source>
        <translation>Jeder Tensor von %1 wird gelesen&#xa0;…</translation>
    </message>
    <message>
        <source>%1 is whole: every tensor is as it was when it came here.</source>
        <translation>%1 ist unversehrt: jeder Tensor ist noch so, wie er hierherkam.</translation>
    </message>
    <message>
        <source>%1 lies in the hub&apos;s cache, which other programs share. Its files, %2, would be deleted.</source>
        <translation>%1 liegt im Cache des Hubs, den andere Programme mitbenutzen. Seine Dateien, %2, würden gelöscht.</translation>
    </message>
    <message>
        <source>Delete the files</source>
        <translation>Dateien löschen</translation>
    </message>
    <message>
        <source>%1 is listed with its folder %2. The whole folder would no longer be listed; its files stay.</source>
        <translation>%1 wird über seinen Ordner %2 geführt. Der ganze Ordner würde nicht mehr aufgeführt; seine Dateien bleiben.</translation>
    </message>
    <message>
        <source>Stop listing the folder</source>
        <translation>Ordner nicht mehr aufführen</translation>
    </message>
    <message>
        <source>%1 would be taken out of the library. Its files stay where they are.</source>
        <translation>%1 würde aus der Bibliothek genommen. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>%1 is removed.</source>
        <translation>%1 ist entfernt.</translation>
    </message>
    <message>
        <source>No file manager answers. The folder is %1</source>
        <translation>Keine Dateiverwaltung antwortet. Der Ordner ist %1</translation>
    </message>
</context>
<context>
    <name>lathe::Bars</name>
    <message>
        <source>%1: nothing yet</source>
        <translation>%1: noch nichts</translation>
    </message>
    <message>
        <source>%1 from %2 to %3, most often %4, %5 in all</source>
        <translation>%1 von %2 bis %3, am häufigsten %4, insgesamt %5</translation>
    </message>
    <message>
        <source>; %1 beyond %2</source>
        <translation>; %1 jenseits von %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
</context>
<context>
    <name>lathe::BatchModel</name>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>as expected</source>
        <translation>wie erwartet</translation>
    </message>
    <message>
        <source>not as expected</source>
        <translation>nicht wie erwartet</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>%1 · %2 of %3</source>
        <translation>%1 · %2 von %3</translation>
    </message>
</context>
<context>
    <name>lathe::CaseModel</name>
    <message>
        <source>as expected</source>
        <translation>wie erwartet</translation>
    </message>
    <message>
        <source>not as expected</source>
        <translation>nicht wie erwartet</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>%1 · %2 of %3</source>
        <translation>%1 · %2 von %3</translation>
    </message>
</context>
<context>
    <name>lathe::ChartWidget</name>
    <message>
        <source>Show as chart</source>
        <translation>Als Diagramm</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>Das Bild liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>Bild speichern&#xa0;…</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>Zahlen kopieren</translation>
    </message>
    <message>
        <source>The numbers are on the clipboard.</source>
        <translation>Die Zahlen liegen in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save numbers as CSV…</source>
        <translation>Zahlen als CSV speichern&#xa0;…</translation>
    </message>
    <message>
        <source>Save numbers</source>
        <translation>Zahlen speichern</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Chart: table, picture, numbers</source>
        <translation>Diagramm: Tabelle, Bild, Zahlen</translation>
    </message>
</context>
<context>
    <name>lathe::CompareCharts</name>
    <message>
        <source>curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>scatter</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>parallel</source>
        <translation>Parallel</translation>
    </message>
    <message>
        <source>importance</source>
        <translation>Wichtigkeit</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>Was gezeichnet wird</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle</translation>
    </message>
    <message>
        <source>Curves of the chosen runs</source>
        <translation>Kurven der gewählten Läufe</translation>
    </message>
    <message>
        <source>Choose runs below to see their curves.</source>
        <translation>Unten Läufe wählen, um ihre Kurven zu sehen.</translation>
    </message>
    <message>
        <source>Runs by an option and a metric</source>
        <translation>Läufe nach einer Option und einer Metrik</translation>
    </message>
    <message>
        <source>No run has both values.</source>
        <translation>Kein Lauf hat beide Werte.</translation>
    </message>
    <message>
        <source>Runs over their options</source>
        <translation>Läufe über ihre Optionen</translation>
    </message>
    <message>
        <source>The runs differ in nothing yet.</source>
        <translation>Die Läufe unterscheiden sich noch in nichts.</translation>
    </message>
    <message>
        <source>How options go with the metric</source>
        <translation>Wie Optionen mit der Metrik zusammenhängen</translation>
    </message>
    <message>
        <source>Four runs that differ in an option and have the metric are the fewest that say something.</source>
        <translation>Erst ab vier Läufen, die sich in einer Option unterscheiden und die Metrik haben, lässt sich etwas sagen.</translation>
    </message>
    <message>
        <source>Show as chart</source>
        <translation>Als Diagramm</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>Trainings-Loss</translation>
    </message>
    <message>
        <source>validation loss</source>
        <translation>Validierungs-Loss</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Accuracy</translation>
    </message>
    <message>
        <source>Curves of</source>
        <translation>Kurven von</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skala</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>Option</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>against</source>
        <translation>gegen</translation>
    </message>
    <message>
        <source>Drag along an axis to keep the runs whose values lie there.</source>
        <translation>An einer Achse entlangziehen, um die Läufe zu behalten, deren Werte dort liegen.</translation>
    </message>
    <message>
        <source>How well an option orders the runs by the metric: ρ² of Spearman&apos;s rank correlation for numbers, η² of the ranks for names. The line is what 1 of 20 random orders reaches. Options that were changed together share the credit.</source>
        <translation>Wie gut eine Option die Läufe nach der Metrik ordnet: ρ² der Rangkorrelation nach Spearman bei Zahlen, η² der Ränge bei Namen. Der Strich ist, was 1 von 20 zufälligen Reihenfolgen erreicht. Optionen, die zusammen geändert wurden, teilen sich das Verdienst.</translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation>%1, beste</translation>
    </message>
    <message>
        <source>Loss on validation, best</source>
        <translation>Loss (Validierung), bester</translation>
    </message>
    <message>
        <source>Training loss, best</source>
        <translation>Trainings-Loss, bester</translation>
    </message>
    <message>
        <source>Time in seconds</source>
        <translation>Zeit in Sekunden</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source> (baseline)</source>
        <translation> (Vergleichsbasis)</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source> · %1 runs</source>
        <translation> · %1 Läufe</translation>
    </message>
    <message>
        <source>log, both</source>
        <translation>log, beide</translation>
    </message>
</context>
<context>
    <name>lathe::ComparePage</name>
    <message>
        <source>Columns (%1 more)</source>
        <translation>Spalten (%1 weitere)</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Option: %1</source>
        <translation>Option: %1</translation>
    </message>
    <message>
        <source>Choose for me</source>
        <translation>Automatisch wählen</translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation>Archivierte Läufe zeigen</translation>
    </message>
    <message>
        <source>Write a recipe</source>
        <translation>Rezept schreiben</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Filter: accuracy &gt; 0.9</source>
        <translation>Filter: accuracy &gt; 0.9</translation>
    </message>
    <message>
        <source>Filter runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Only what differs</source>
        <translation>Nur Unterschiede</translation>
    </message>
    <message>
        <source>Pin baseline</source>
        <translation>Basis anheften</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren&#xa0;…</translation>
    </message>
    <message>
        <source>Table as CSV…</source>
        <translation>Tabelle als CSV&#xa0;…</translation>
    </message>
    <message>
        <source>Table as Markdown…</source>
        <translation>Tabelle als Markdown&#xa0;…</translation>
    </message>
    <message>
        <source>Copy table as Markdown</source>
        <translation>Tabelle als Markdown kopieren</translation>
    </message>
    <message>
        <source>The table is on the clipboard.</source>
        <translation>Die Tabelle liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Chart as picture…</source>
        <translation>Diagramm als Bild&#xa0;…</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
    <message>
        <source>Chart&apos;s numbers as CSV…</source>
        <translation>Zahlen des Diagramms als CSV&#xa0;…</translation>
    </message>
    <message>
        <source>Save numbers</source>
        <translation>Zahlen speichern</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Export runs</source>
        <translation>Läufe exportieren</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Runs to compare</source>
        <translation>Läufe zum Vergleichen</translation>
    </message>
    <message>
        <source>Nothing to compare yet. Train two runs and their differences stand here side by side.</source>
        <translation>Noch nichts zu vergleichen. Nach zwei trainierten Läufen stehen ihre Unterschiede hier nebeneinander.</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>%1 of %2 runs, %3 drawn</source>
        <translation>%1 von %2 Läufen, %3 gezeichnet</translation>
    </message>
    <message>
        <source>%1 of %2 runs chosen</source>
        <translation>%1 von %2 Läufen gewählt</translation>
    </message>
    <message>
        <source>Unpin baseline</source>
        <translation>Basis lösen</translation>
    </message>
    <message>
        <source>Pin as baseline</source>
        <translation>Als Basis anheften</translation>
    </message>
    <message>
        <source>Show its run</source>
        <translation>Lauf zeigen</translation>
    </message>
</context>
<context>
    <name>lathe::ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
    </message>
    <message>
        <source>%1 taken for %2: %3 of %4</source>
        <translation>%1 für %2 gehalten: %3 von %4</translation>
    </message>
    <message>
        <source>%1: %2 of %3 right</source>
        <translation>%1: %2 von %3 richtig</translation>
    </message>
    <message>
        <source>truth</source>
        <translation>Soll</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>%1 of %2 rows of %3 were answered %4</source>
        <translation>%1 von %2 Zeilen mit %3 wurden mit %4 beantwortet</translation>
    </message>
</context>
<context>
    <name>lathe::DataPage</name>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren&#xa0;…</translation>
    </message>
    <message>
        <source>JSONL, JSON, CSV or TSV (Ctrl I)</source>
        <translation>JSONL, JSON, CSV oder TSV (Strg I)</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Deletes the data set from the project; runs that used it stay</source>
        <translation>Löscht den Datensatz aus dem Projekt; Läufe, die ihn verwendet haben, bleiben</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Find in rows</source>
        <translation>In Zeilen suchen</translation>
    </message>
    <message>
        <source>Rows of the data set</source>
        <translation>Zeilen des Datensatzes</translation>
    </message>
    <message>
        <source>Open a project first: data is stored in one.</source>
        <translation>Erst ein Projekt öffnen: Daten liegen in einem Projekt.</translation>
    </message>
    <message>
        <source>This project is open for reading only.</source>
        <translation>Dieses Projekt ist nur zum Lesen geöffnet.</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>Daten importieren</translation>
    </message>
    <message>
        <source>Data (*.jsonl *.json *.csv *.tsv);;All files (*)</source>
        <translation>Daten (*.jsonl *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>From %1, %2</source>
        <translation>Aus %1, %2</translation>
    </message>
    <message>
        <source>No data yet. Import a JSONL, JSON, CSV or TSV file: one row an example, with a field for the text and one for the answer.</source>
        <translation>Noch keine Daten. Eine JSONL-, JSON-, CSV- oder TSV-Datei importieren: je Beispiel eine Zeile, mit einem Feld für den Text und einem für die Antwort.</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>%1: %2 rows (%3), fields %4</source>
        <translation>%1: %2 Zeilen (%3), Felder %4</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Split</translation>
    </message>
    <message>
        <source>%1 repeated rows</source>
        <translation>%1 doppelte Zeilen</translation>
    </message>
    <message>
        <source>searching…</source>
        <translation>wird gesucht&#xa0;…</translation>
    </message>
    <message>
        <source>%1 of %2 rows</source>
        <translation>%1 von %2 Zeilen</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
    <message>
        <source>Write a recipe for this data set to see its rows as the model sees them.</source>
        <translation>Ein Rezept für diesen Datensatz zeigt seine Zeilen, wie das Modell sie sieht.</translation>
    </message>
</context>
<context>
    <name>lathe::DataRowsModel</name>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Split</translation>
    </message>
</context>
<context>
    <name>lathe::DataStatistics</name>
    <message>
        <source>Balance</source>
        <translation>Verteilung</translation>
    </message>
    <message>
        <source>Token lengths</source>
        <translation>Token-Längen</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt&#xa0;…</translation>
    </message>
    <message>
        <source>Balance of %1</source>
        <translation>Verteilung von %1</translation>
    </message>
    <message>
        <source>No field has few enough values to be counted as classes.</source>
        <translation>Kein Feld hat so wenige Werte, dass sie als Klassen gezählt werden könnten.</translation>
    </message>
    <message>
        <source>One class only: there is nothing to tell apart.</source>
        <translation>Nur eine Klasse: da gibt es nichts zu unterscheiden.</translation>
    </message>
    <message>
        <source>The %1 most frequent of %2 values</source>
        <translation>Die %1 häufigsten von %2 Werten</translation>
    </message>
    <message>
        <source>Counted with a recipe&apos;s backbone and template: write a recipe for this data set first.</source>
        <translation>Wird mit Backbone und Template eines Rezepts gezählt: erst ein Rezept für diesen Datensatz schreiben.</translation>
    </message>
    <message>
        <source>Counting tokens…</source>
        <translation>Tokens werden gezählt&#xa0;…</translation>
    </message>
    <message>
        <source>cut at %1</source>
        <translation>Schnitt bei %1</translation>
    </message>
    <message>
        <source>Training rows with their template: longest %1, mean %2, %3 cut at %4 tokens</source>
        <translation>Trainingszeilen mit ihrem Template: die längste %1, im Mittel %2, %3 bei %4 Tokens gekürzt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Limit to try, in tokens</source>
        <translation>Grenze zum Ausprobieren, in Tokens</translation>
    </message>
    <message>
        <source>Another limit moves the line and counts what it would cut; the recipe stays as it is</source>
        <translation>Eine andere Grenze verschiebt die Linie und zählt, was sie abschneiden würde; das Rezept bleibt, wie es ist</translation>
    </message>
    <message>
        <source>A limit of %1 would cut %2 of %3 rows; the recipe&apos;s is %4</source>
        <translation>Eine Grenze von %1 würde %2 von %3 Zeilen abschneiden; im Rezept steht %4</translation>
    </message>
</context>
<context>
    <name>lathe::ExampleModel</name>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Soll</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Truth&apos;s share</source>
        <translation>Anteil des Solls</translation>
    </message>
    <message>
        <source>Other run</source>
        <translation>Anderer Lauf</translation>
    </message>
</context>
<context>
    <name>lathe::ExamplesPage</name>
    <message>
        <source>Run %1 was not evaluated on %2.</source>
        <translation>Lauf %1 wurde nicht auf %2 ausgewertet.</translation>
    </message>
    <message>
        <source>Examples of</source>
        <translation>Beispiele von</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Data it was evaluated on</source>
        <translation>Daten, auf denen ausgewertet wurde</translation>
    </message>
    <message>
        <source>Run to compare with</source>
        <translation>Lauf zum Vergleichen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>disagreeing</source>
        <translation>uneinig</translation>
    </message>
    <message>
        <source>Which examples</source>
        <translation>Welche Beispiele</translation>
    </message>
    <message>
        <source>Which for which</source>
        <translation>Verwechslungen</translation>
    </message>
    <message>
        <source>Example</source>
        <translation>Beispiel</translation>
    </message>
    <message>
        <source>Probability of each class</source>
        <translation>Wahrscheinlichkeit jeder Klasse</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>with no other run</source>
        <translation>ohne anderen Lauf</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>with %1</source>
        <translation>mit %1</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>No run yet. What a run answers to each example stands here once it was evaluated.</source>
        <translation>Noch kein Lauf. Was ein Lauf zu jedem Beispiel antwortet, steht hier, sobald er ausgewertet ist.</translation>
    </message>
    <message>
        <source>This run was not evaluated yet: its answers come with its first evaluation.</source>
        <translation>Dieser Lauf ist noch nicht ausgewertet: seine Antworten kommen mit der ersten Evaluation.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>Write a recipe</source>
        <translation>Rezept schreiben</translation>
    </message>
    <message>
        <source>Choose a run to compare with first: “disagreeing” shows what the two answer differently.</source>
        <translation>Erst einen Lauf zum Vergleichen wählen: „uneinig“ zeigt, was die beiden verschieden beantworten.</translation>
    </message>
    <message>
        <source>%1 answered %2</source>
        <translation>%1 mit %2 beantwortet</translation>
    </message>
    <message>
        <source>Examples, the worst first</source>
        <translation>Beispiele, die schlechtesten zuerst</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>Zeile %1</translation>
    </message>
</context>
<context>
    <name>lathe::FavouredModel</name>
    <message>
        <source>layer %1, token %2: %3</source>
        <translation>Schicht %1, Token %2: %3</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>Token %1</translation>
    </message>
</context>
<context>
    <name>lathe::FetchPanel</name>
    <message>
        <source>Fetch from the hub</source>
        <translation>Vom Hub laden</translation>
    </message>
    <message>
        <source>OWNER/NAME or OWNER/NAME@REVISION</source>
        <translation>BESITZER/NAME oder BESITZER/NAME@REVISION</translation>
    </message>
    <message>
        <source>Model of the hub</source>
        <translation>Modell des Hubs</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>give OWNER/NAME, as the hub shows it</source>
        <translation>BESITZER/NAME angeben, wie es der Hub zeigt</translation>
    </message>
    <message>
        <source>is on its way already</source>
        <translation>ist schon unterwegs</translation>
    </message>
</context>
<context>
    <name>lathe::FetchRow</name>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>What came so far stays; fetching the model again goes on from there</source>
        <translation>Was schon da ist, bleibt; wird das Modell noch einmal geladen, geht es von dort weiter</translation>
    </message>
    <message>
        <source>asking the hub…</source>
        <translation>der Hub wird gefragt&#xa0;…</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>the connection was lost, trying again</source>
        <translation>die Verbindung ist abgerissen, neuer Versuch</translation>
    </message>
    <message>
        <source>another program fetches it, waiting</source>
        <translation>ein anderes Programm lädt es, es wird gewartet</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>pausing…</source>
        <translation>hält an&#xa0;…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>lathe::Files</name>
    <message>
        <source>choose another place</source>
        <translation>einen anderen Ort wählen</translation>
    </message>
    <message>
        <source>a chart is saved as .png, .svg or .pdf</source>
        <translation>ein Diagramm wird als .png, .svg oder .pdf gespeichert</translation>
    </message>
    <message>
        <source>give the file one of these endings</source>
        <translation>der Datei eine dieser Endungen geben</translation>
    </message>
    <message>
        <source>a report is saved as .html or .pdf</source>
        <translation>ein Bericht wird als .html oder .pdf gespeichert</translation>
    </message>
</context>
<context>
    <name>lathe::GenerationControls</name>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>Beams</translation>
    </message>
    <message>
        <source>Follows so many texts at once and keeps the likeliest; 1 follows one</source>
        <translation>Verfolgt so viele Texte zugleich und behält den wahrscheinlichsten; 1 verfolgt einen</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>Längenstrafe</translation>
    </message>
    <message>
        <source>A beam&apos;s score is divided by its length to this power: above 1 favours long texts</source>
        <translation>Der Wert eines Beams wird durch seine Länge hoch dieser Zahl geteilt: über 1 bevorzugt lange Texte</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>0 always takes the likeliest word</source>
        <translation>0 nimmt immer das wahrscheinlichste Wort</translation>
    </message>
    <message>
        <source>Top k</source>
        <translation>Top k</translation>
    </message>
    <message>
        <source>Draws among so many of the likeliest words</source>
        <translation>Zieht aus so vielen der wahrscheinlichsten Wörter</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top p</translation>
    </message>
    <message>
        <source>Draws among the likeliest words that together have this probability</source>
        <translation>Zieht aus den wahrscheinlichsten Wörtern, die zusammen diese Wahrscheinlichkeit haben</translation>
    </message>
    <message>
        <source>New tokens</source>
        <translation>Neue Tokens</translation>
    </message>
    <message>
        <source>At most this many</source>
        <translation>Höchstens so viele</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>The same for all answers, so that they differ by their prompts alone</source>
        <translation>Derselbe für alle Antworten, damit sie sich nur durch ihre Prompts unterscheiden</translation>
    </message>
</context>
<context>
    <name>lathe::HeatMap</name>
    <message>
        <source>%1 %2, %3 %4: %5</source>
        <translation>%1 %2, %3 %4: %5</translation>
    </message>
    <message>
        <source>%1 by %2, %3 rows and %4 columns, from %5 to %6</source>
        <translation>%1 mal %2, %3 Zeilen und %4 Spalten, von %5 bis %6</translation>
    </message>
</context>
<context>
    <name>lathe::Helper</name>
    <message>
        <source>The helper program was ended by a fault or by the system</source>
        <translation>Das Hilfsprogramm wurde durch einen Fehler oder vom System beendet</translation>
    </message>
    <message>
        <source>The helper program ended with code %1</source>
        <translation>Das Hilfsprogramm endete mit Code %1</translation>
    </message>
    <message>
        <source>%1 could not be started</source>
        <translation>%1 ließ sich nicht starten</translation>
    </message>
    <message>
        <source>try again; it is started anew</source>
        <translation>noch einmal versuchen; es wird neu gestartet</translation>
    </message>
</context>
<context>
    <name>lathe::ImportPanel</name>
    <message>
        <source>of the rows</source>
        <translation>der Zeilen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The file&apos;s first rows</source>
        <translation>Die ersten Zeilen der Datei</translation>
    </message>
    <message>
        <source>Name of the data set</source>
        <translation>Name des Datensatzes</translation>
    </message>
    <message>
        <source>Share of the rows held back for validation</source>
        <translation>Anteil der Zeilen, der für die Validierung zurückgehalten wird</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Hold back for validation</source>
        <translation>Für die Validierung zurückhalten</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>%1 importieren</translation>
    </message>
    <message>
        <source>Reading the first rows…</source>
        <translation>Die ersten Zeilen werden gelesen&#xa0;…</translation>
    </message>
    <message>
        <source>%1 with the fields %2. What each becomes, and the first rows:</source>
        <translation>%1 mit den Feldern %2. Was aus jedem wird, und die ersten Zeilen:</translation>
    </message>
    <message>
        <source>The file names each row&apos;s split itself</source>
        <translation>Die Datei nennt den Split jeder Zeile selbst</translation>
    </message>
    <message>
        <source>What %1 becomes</source>
        <translation>Was aus %1 wird</translation>
    </message>
    <message>
        <source>(leave out)</source>
        <translation>(weglassen)</translation>
    </message>
    <message>
        <source>Give the data set a name.</source>
        <translation>Dem Datensatz einen Namen geben.</translation>
    </message>
    <message>
        <source>Hold back 0 to 0.9 of the rows; 0.1 is usual.</source>
        <translation>0 bis 0.9 der Zeilen zurückhalten; 0.1 ist üblich.</translation>
    </message>
    <message>
        <source>Two fields have the same name; give each its own.</source>
        <translation>Zwei Felder heißen gleich; jedem einen eigenen Namen geben.</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Wird importiert&#xa0;…</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>The import was stopped; nothing of it stays.</source>
        <translation>Der Import wurde abgebrochen; nichts davon bleibt.</translation>
    </message>
</context>
<context>
    <name>lathe::ImportanceBars</name>
    <message>
        <source>%1
explains %2% of how the runs rank; 1 of 20 random orders reaches %3%</source>
        <translation>%1
erklärt %2&#xa0;% der Rangfolge der Läufe; 1 von 20 zufälligen Reihenfolgen erreicht %3&#xa0;%</translation>
    </message>
    <message>
        <source>option</source>
        <translation>Option</translation>
    </message>
    <message>
        <source>measure</source>
        <translation>Maß</translation>
    </message>
    <message>
        <source>share of the ranks&apos; variance</source>
        <translation>Anteil an der Varianz der Ränge</translation>
    </message>
    <message>
        <source>by chance</source>
        <translation>durch Zufall</translation>
    </message>
</context>
<context>
    <name>lathe::InlineEdit</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>lathe::LabelsTable</name>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Said as</source>
        <translation>Ausgedrückt als</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Training rows</source>
        <translation>Trainingszeilen</translation>
    </message>
    <message>
        <source>Labels and the text that says each</source>
        <translation>Labels und der Text, der jedes sagt</translation>
    </message>
    <message>
        <source>Add a label</source>
        <translation>Label hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Take them from the data</source>
        <translation>Aus den Daten nehmen</translation>
    </message>
    <message>
        <source>label %1</source>
        <translation>Label %1</translation>
    </message>
</context>
<context>
    <name>lathe::LineChart</name>
    <message>
        <source>%1 %2 at %3 %4, lowest %5</source>
        <translation>%1 %2 bei %3 %4, niedrigster Wert %5</translation>
    </message>
    <message>
        <source> (smoothed %1)</source>
        <translation> (geglättet %1)</translation>
    </message>
    <message>
        <source> at %1</source>
        <translation> bei %1</translation>
    </message>
    <message>
        <source> (best)</source>
        <translation> (bester Wert)</translation>
    </message>
</context>
<context>
    <name>lathe::LogModel</name>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
</context>
<context>
    <name>lathe::MainWindow</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Open or make a project first; then drop %1 again to import it.</source>
        <translation>Erst ein Projekt öffnen oder anlegen; dann %1 noch einmal zum Importieren hierherziehen.</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Promptlathe projects (*.lathe)</source>
        <translation>Promptlathe-Projekte (*.lathe)</translation>
    </message>
    <message>
        <source>Where to put the sample project</source>
        <translation>Wohin mit dem Beispielprojekt</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Projects and data (*.lathe *.jsonl *.json *.csv *.tsv);;All files (*)</source>
        <translation>Projekte und Daten (*.lathe *.jsonl *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Kopie speichern</translation>
    </message>
    <message>
        <source>Saving a copy…</source>
        <translation>Kopie wird gespeichert&#xa0;…</translation>
    </message>
    <message>
        <source>Saved a copy as %1.</source>
        <translation>Kopie als %1 gespeichert.</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Web page (*.html);;PDF (*.pdf)</source>
        <translation>Webseite (*.html);;PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Writing the report…</source>
        <translation>Bericht wird geschrieben&#xa0;…</translation>
    </message>
    <message>
        <source>Saved the report as %1.</source>
        <translation>Bericht als %1 gespeichert.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Neues Projekt&#xa0;…</translation>
    </message>
    <message>
        <source>New from &amp;sample gloss-topics…</source>
        <translation>Neu aus &amp;Beispiel gloss-topics&#xa0;…</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen&#xa0;…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Import data…</source>
        <translation>Daten &amp;importieren&#xa0;…</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>Daten importieren</translation>
    </message>
    <message>
        <source>Data (*.jsonl *.json *.csv *.tsv);;All files (*)</source>
        <translation>Daten (*.jsonl *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Save a &amp;copy…</source>
        <translation>&amp;Kopie speichern&#xa0;…</translation>
    </message>
    <message>
        <source>C&amp;lose project</source>
        <translation>Projekt &amp;schließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>&amp;Lauf</translation>
    </message>
    <message>
        <source>&amp;New run</source>
        <translation>&amp;Neuer Lauf</translation>
    </message>
    <message>
        <source>&amp;Start the recipe</source>
        <translation>&amp;Rezept starten</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Stop and keep &amp;best</source>
        <translation>Anhalten, &amp;besten Stand behalten</translation>
    </message>
    <message>
        <source>Stop and keep &amp;last</source>
        <translation>Anhalten, &amp;letzten Stand behalten</translation>
    </message>
    <message>
        <source>&amp;Resume an ended run</source>
        <translation>Beendeten Lauf &amp;fortsetzen</translation>
    </message>
    <message>
        <source>Choose a run first.</source>
        <translation>Erst einen Lauf wählen.</translation>
    </message>
    <message>
        <source>Report of the c&amp;ompared runs…</source>
        <translation>Bericht der &amp;verglichenen Läufe&#xa0;…</translation>
    </message>
    <message>
        <source>Choose the runs in the table first.</source>
        <translation>Erst die Läufe in der Tabelle wählen.</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Search…</source>
        <translation>&amp;Suchen&#xa0;…</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>&amp;Einstellungen&#xa0;…</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Manual</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Promptlathe</source>
        <translation>Ü&amp;ber Promptlathe</translation>
    </message>
    <message>
        <source>Ctrl %1</source>
        <translation>Strg %1</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lauf %1: %2</translation>
    </message>
    <message>
        <source>Recipe %1</source>
        <translation>Rezept %1</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Farbschema hell</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Farbschema dunkel</translation>
    </message>
    <message>
        <source>Theme as the system</source>
        <translation>Farbschema wie das System</translation>
    </message>
    <message>
        <source>theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Ctrl Return</source>
        <translation>Strg Return</translation>
    </message>
    <message>
        <source>Start the run of the recipe page</source>
        <translation>Den Lauf der Seite „Rezept“ starten</translation>
    </message>
    <message>
        <source>Tab, Shift Tab</source>
        <translation>Tab, Umschalt Tab</translation>
    </message>
    <message>
        <source>To the next or the last control</source>
        <translation>Zum nächsten oder vorigen Bedienelement</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Between segments, rows and pages of the list</source>
        <translation>Zwischen Segmenten, Zeilen und Seiten der Liste</translation>
    </message>
    <message>
        <source>About Promptlathe</source>
        <translation>Über Promptlathe</translation>
    </message>
    <message>
        <source>Trains soft prompts over a frozen language model, on your own machine.

The window is free software under the GNU General Public License, version 3 or later; core, engine and command line are under the Apache License 2.0.
Charts by QCustomPlot, widgets by Qt %1.</source>
        <translation>Trainiert Soft Prompts über einem eingefrorenen Sprachmodell, auf dem eigenen Rechner.

Das Fenster ist freie Software unter der GNU General Public License, Version 3 oder später; Kern, Engine und Kommandozeile stehen unter der Apache License 2.0.
Diagramme von QCustomPlot, Bedienelemente von Qt %1.</translation>
    </message>
    <message>
        <source>Take a snaps&amp;hot</source>
        <translation>Snapsh&amp;ot nehmen</translation>
    </message>
    <message>
        <source>R&amp;eport of this run…</source>
        <translation>Beri&amp;cht dieses Laufs&#xa0;…</translation>
    </message>
    <message>
        <source>Pause &amp;all runs and the queue</source>
        <translation>&amp;Alle Läufe und die Warteschlange pausieren</translation>
    </message>
    <message>
        <source>Con&amp;tinue all runs and the queue</source>
        <translation>Alle Läufe und die Warteschlange fortset&amp;zen</translation>
    </message>
</context>
<context>
    <name>lathe::Manual</name>
    <message>
        <source>Promptlathe manual</source>
        <translation>Promptlathe-Handbuch</translation>
    </message>
    <message>
        <source>Find in this page</source>
        <translation>Auf dieser Seite suchen</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>This page of the manual is not installed: %1</source>
        <translation>Diese Seite des Handbuchs ist nicht installiert: %1</translation>
    </message>
</context>
<context>
    <name>lathe::NeighbourModel</name>
    <message>
        <source>moved %1 from its start</source>
        <translation>hat sich um %1 vom Anfang entfernt</translation>
    </message>
    <message>
        <source>%1, score %2</source>
        <translation>%1, Wert %2</translation>
    </message>
    <message>
        <source>%1 · token %2 · score %3</source>
        <translation>%1 · Token %2 · Wert %3</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>Norm</translation>
    </message>
    <message>
        <source>Nearest words</source>
        <translation>Nächste Wörter</translation>
    </message>
    <message>
        <source>Drift over training</source>
        <translation>Drift im Training</translation>
    </message>
</context>
<context>
    <name>lathe::NormChart</name>
    <message>
        <source>middle word</source>
        <translation>mittleres Wort</translation>
    </message>
    <message>
        <source>soft token</source>
        <translation>Soft-Token</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>Norm</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>at the start</source>
        <translation>am Anfang</translation>
    </message>
    <message>
        <source>token %1 %2: norm %3</source>
        <translation>Token %1 %2: Norm %3</translation>
    </message>
    <message>
        <source>, %1 at the start</source>
        <translation>, am Anfang %1</translation>
    </message>
    <message>
        <source>norms of %1 soft tokens from %2 to %3</source>
        <translation>Normen von %1 Soft-Tokens von %2 bis %3</translation>
    </message>
    <message>
        <source>; nine of ten words from %1 to %2</source>
        <translation>; neun von zehn Wörtern von %1 bis %2</translation>
    </message>
    <message>
        <source>token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>nearest word</source>
        <translation>nächstes Wort</translation>
    </message>
</context>
<context>
    <name>lathe::Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>lathe::Notifications</name>
    <message>
        <source>Run %1: %2</source>
        <translation>Lauf %1: %2</translation>
    </message>
    <message>
        <source>The study is finished</source>
        <translation>Die Studie ist fertig</translation>
    </message>
    <message>
        <source>The study has stopped</source>
        <translation>Die Studie hat angehalten</translation>
    </message>
</context>
<context>
    <name>lathe::NumberField</name>
    <message>
        <source>not set</source>
        <translation>nicht gesetzt</translation>
    </message>
    <message>
        <source>A number, or %1</source>
        <translation>Eine Zahl oder %1</translation>
    </message>
</context>
<context>
    <name>lathe::OptionForm</name>
    <message>
        <source>Backbone and method</source>
        <translation>Backbone und Methode</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>Mehr Optionen</translation>
    </message>
    <message>
        <source>More options of: %1</source>
        <translation>Mehr Optionen zu: %1</translation>
    </message>
    <message>
        <source>Fewer options</source>
        <translation>Weniger Optionen</translation>
    </message>
</context>
<context>
    <name>lathe::ParallelChart</name>
    <message>
        <source>run %1 %2</source>
        <translation>Lauf %1 %2</translation>
    </message>
    <message>
        <source>%1 runs over %2</source>
        <translation>%1 Läufe über %2</translation>
    </message>
    <message>
        <source>; %1 within the chosen spans</source>
        <translation>; %1 innerhalb der gewählten Bereiche</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>lathe::PlaygroundBatch</name>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen&#xa0;…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren&#xa0;…</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Rows answered</source>
        <translation>Beantwortete Zeilen</translation>
    </message>
    <message>
        <source>Rows of the file and their answers</source>
        <translation>Zeilen der Datei und ihre Antworten</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Rows of a JSONL, JSON, CSV or TSV file, all asked alike</source>
        <translation>Zeilen einer JSONL-, JSON-, CSV- oder TSV-Datei, alle gleich gefragt</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Choose a file of rows</source>
        <translation>Eine Datei mit Zeilen wählen</translation>
    </message>
    <message>
        <source>Data (*.jsonl *.json *.csv *.tsv);;All files (*)</source>
        <translation>Daten (*.jsonl *.json *.csv *.tsv);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>%1 from</source>
        <translation>%1 aus</translation>
    </message>
    <message>
        <source>Expected answer from</source>
        <translation>Erwartete Antwort aus</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>(nichts)</translation>
    </message>
    <message>
        <source>Reading the rows…</source>
        <translation>Liest die Zeilen&#xa0;…</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>%1 of %2 answers</source>
        <translation>%1 von %2 Antworten</translation>
    </message>
    <message>
        <source>, about %1 left</source>
        <translation>, noch etwa %1</translation>
    </message>
    <message>
        <source>stopped; %1 answers stay</source>
        <translation>angehalten; %1 Antworten bleiben</translation>
    </message>
    <message>
        <source>Export answers</source>
        <translation>Antworten exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv);;TSV (*.tsv);;JSONL (*.jsonl)</source>
        <translation>CSV (*.csv);;TSV (*.tsv);;JSONL (*.jsonl)</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
</context>
<context>
    <name>lathe::PlaygroundCases</name>
    <message>
        <source>Cases and their answers</source>
        <translation>Fälle und ihre Antworten</translation>
    </message>
    <message>
        <source>Delete case</source>
        <translation>Fall löschen</translation>
    </message>
    <message>
        <source>Deleted a case.</source>
        <translation>Ein Fall ist gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>No case yet. Write a text and what it should be answered, and save it as a case.</source>
        <translation>Noch kein Fall. Einen Text schreiben, dazu die erwartete Antwort, und als Fall speichern.</translation>
    </message>
    <message>
        <source>A classified case is right where the answer is the expected label, a generated one where the text holds it. Delete takes a case out.</source>
        <translation>Ein klassifizierter Fall ist richtig, wenn die Antwort das erwartete Label ist, ein generierter, wenn der Text sie enthält. Entf nimmt einen Fall heraus.</translation>
    </message>
</context>
<context>
    <name>lathe::PlaygroundPage</name>
    <message>
        <source>Playground</source>
        <translation>Playground</translation>
    </message>
    <message>
        <source>the same text for the bare model and any prompts</source>
        <translation>ein Text für das bloße Modell und jeden Prompt</translation>
    </message>
    <message>
        <source>one text</source>
        <translation>ein Text</translation>
    </message>
    <message>
        <source>cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Add prompt</source>
        <translation>Prompt hinzufügen</translation>
    </message>
    <message>
        <source>classify</source>
        <translation>klassifizieren</translation>
    </message>
    <message>
        <source>generate</source>
        <translation>generieren</translation>
    </message>
    <message>
        <source>What to ask</source>
        <translation>Was gefragt wird</translation>
    </message>
    <message>
        <source>Random validation row</source>
        <translation>Zufällige Zeile</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Run  Ctrl ⏎</source>
        <translation>Ausführen  Strg ⏎</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Run all  Ctrl ⏎</source>
        <translation>Alle ausführen  Strg ⏎</translation>
    </message>
    <message>
        <source>Run all cases</source>
        <translation>Alle Fälle ausführen</translation>
    </message>
    <message>
        <source>Saved; there are now %1 cases.</source>
        <translation>Gespeichert; jetzt sind es %1 Fälle.</translation>
    </message>
    <message>
        <source>Nothing to try yet. Train a prompt, then type a text here and see what changes.</source>
        <translation>Noch nichts auszuprobieren. Einen Prompt trainieren, dann hier einen Text eingeben und sehen, was sich ändert.</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>Write a recipe</source>
        <translation>Rezept schreiben</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>One text, all saved cases, or all rows of a file</source>
        <translation>Ein Text, alle gespeicherten Fälle oder alle Zeilen einer Datei</translation>
    </message>
    <message>
        <source>Ask all rows</source>
        <translation>Alle Zeilen fragen</translation>
    </message>
</context>
<context>
    <name>lathe::PlaygroundPrompts</name>
    <message>
        <source>Bare model</source>
        <translation>Bloßes Modell</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Other prompt</source>
        <translation>Weiterer Prompt</translation>
    </message>
</context>
<context>
    <name>lathe::PlaygroundText</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Save as case</source>
        <translation>Als Fall speichern</translation>
    </message>
    <message>
        <source>Expected answer</source>
        <translation>Erwartete Antwort</translation>
    </message>
    <message>
        <source>Type here, or take a row of the data</source>
        <translation>Hier tippen oder eine Zeile der Daten nehmen</translation>
    </message>
    <message>
        <source>The data set %1 has no rows.</source>
        <translation>Der Datensatz %1 hat keine Zeilen.</translation>
    </message>
    <message>
        <source>That row is gone.</source>
        <translation>Diese Zeile ist weg.</translation>
    </message>
    <message>
        <source>Row %1 of %2</source>
        <translation>Zeile %1 von %2</translation>
    </message>
    <message>
        <source>%1 · the data says %2</source>
        <translation>%1 · in den Daten steht %2</translation>
    </message>
</context>
<context>
    <name>lathe::PointChart</name>
    <message>
        <source>run %1: %2 %3, %4 %5</source>
        <translation>Lauf %1: %2 %3, %4 %5</translation>
    </message>
    <message>
        <source>no runs</source>
        <translation>keine Läufe</translation>
    </message>
    <message>
        <source>%1 runs; %2 from %3 at %4 %5 to %6 at %4 %7</source>
        <translation>%1 Läufe; %2 von %3 bei %4 %5 bis %6 bei %4 %7</translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>lathe::PromptLayers</name>
    <message>
        <source>Part of the prefix</source>
        <translation>Teil des Präfixes</translation>
    </message>
    <message>
        <source>Norms of the prefix by layer</source>
        <translation>Normen des Präfixes nach Schicht</translation>
    </message>
    <message>
        <source>This method has no prefix in the layers.</source>
        <translation>Diese Methode hat kein Präfix in den Schichten.</translation>
    </message>
    <message>
        <source>cross attention</source>
        <translation>Cross-Attention</translation>
    </message>
    <message>
        <source>the encoder</source>
        <translation>Encoder</translation>
    </message>
    <message>
        <source>the decoder</source>
        <translation>Decoder</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>prefix token</source>
        <translation>Präfix-Token</translation>
    </message>
    <message>
        <source>Longest in layer %1: %2</source>
        <translation>Am längsten in Schicht %1: %2</translation>
    </message>
    <message>
        <source>norms</source>
        <translation>Normen</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>favoured words</source>
        <translation>begünstigte Wörter</translation>
    </message>
    <message>
        <source>whole text</source>
        <translation>ganzer Text</translation>
    </message>
    <message>
        <source>at the answer</source>
        <translation>bei der Antwort</translation>
    </message>
    <message>
        <source>Row before</source>
        <translation>Vorige Zeile</translation>
    </message>
    <message>
        <source>Next row</source>
        <translation>Nächste Zeile</translation>
    </message>
    <message>
        <source>Words that each value favours, layers by prefix tokens</source>
        <translation>Wörter, die jeder Value begünstigt, Schichten mal Präfix-Tokens</translation>
    </message>
    <message>
        <source>What is shown of the prefix</source>
        <translation>Was vom Präfix gezeigt wird</translation>
    </message>
    <message>
        <source>Whose attention</source>
        <translation>Wessen Attention</translation>
    </message>
    <message>
        <source>keys in %1</source>
        <translation>Keys: %1</translation>
    </message>
    <message>
        <source>values in %1</source>
        <translation>Values: %1</translation>
    </message>
    <message>
        <source>percent of the attention, by prefix token</source>
        <translation>Prozent der Attention, je Präfix-Token</translation>
    </message>
    <message>
        <source>Attention that each prefix token receives, by layer</source>
        <translation>Attention, die jedes Präfix-Token erhält, je Schicht</translation>
    </message>
    <message>
        <source>Reading the row behind its prefix…</source>
        <translation>Liest die Zeile hinter ihrem Präfix&#xa0;…</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>Row %1 of %2 in %3: %4</source>
        <translation>Zeile %1 von %2 in %3: %4</translation>
    </message>
    <message>
        <source>The prefix takes %1% of the attention, a mean over layers and heads; most in layer %2: %3%</source>
        <translation>Das Präfix nimmt %1% der Attention, im Mittel über Schichten und Köpfe; am meisten in Schicht %2: %3%</translation>
    </message>
    <message>
        <source>Asking the head for the words…</source>
        <translation>Fragt den Head nach den Wörtern&#xa0;…</translation>
    </message>
    <message>
        <source>What each value alone would make likelier: through its layer&apos;s output, the last norm and the head, past the layers above. More words in the tooltips.</source>
        <translation>Was jeder Value allein wahrscheinlicher machte: durch die Ausgabe seiner Schicht, die letzte Norm und den Head, an den Schichten darüber vorbei. Mehr Wörter in den Hinweisen.</translation>
    </message>
</context>
<context>
    <name>lathe::PromptMap</name>
    <message>
        <source>What the map shows</source>
        <translation>Was die Karte zeigt</translation>
    </message>
    <message>
        <source>Map of the soft tokens</source>
        <translation>Karte der Soft-Tokens</translation>
    </message>
    <message>
        <source>Reading the snapshots…</source>
        <translation>Snapshots werden gelesen&#xa0;…</translation>
    </message>
    <message>
        <source>This method keeps no vectors of its own among the words.</source>
        <translation>Diese Methode hat keine eigenen Vektoren unter den Wörtern.</translation>
    </message>
    <message>
        <source>Fetching the words&apos; vectors…</source>
        <translation>Vektoren der Wörter werden geholt&#xa0;…</translation>
    </message>
    <message>
        <source>Soft tokens in colour among their nearest words; the plane shows %1% of the spread.</source>
        <translation>Soft-Tokens farbig unter ihren nächsten Wörtern; die Ebene zeigt %1&#xa0;% der Streuung.</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>The way through training, the plane of the prompt among its nearest words, or its neighbourhoods by t-SNE</source>
        <translation>Der Weg durch das Training, die Ebene des Prompts unter seinen nächsten Wörtern oder seine Nachbarschaften durch t-SNE</translation>
    </message>
    <message>
        <source>Placing the words…</source>
        <translation>Ordnet die Wörter an&#xa0;…</translation>
    </message>
    <message>
        <source>By t-SNE of the vectors&apos; directions: who is near whom counts, distances and sizes do not.</source>
        <translation>Durch t-SNE der Richtungen der Vektoren: Es zählt, wer wem nahe ist, nicht Abstände und Größen.</translation>
    </message>
</context>
<context>
    <name>lathe::PromptMovement</name>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>How near the token&apos;s words were</source>
        <translation>Wie nah die Wörter des Tokens waren</translation>
    </message>
    <message>
        <source>score</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Choose a soft token to see how near its words were.</source>
        <translation>Ein Soft-Token wählen, um zu sehen, wie nah seine Wörter waren.</translation>
    </message>
    <message>
        <source>How far the tokens went from their start</source>
        <translation>Wie weit sich die Tokens vom Anfang entfernt haben</translation>
    </message>
    <message>
        <source>way from the start</source>
        <translation>Weg vom Anfang</translation>
    </message>
    <message>
        <source>Drift needs two snapshots.</source>
        <translation>Drift braucht zwei Snapshots.</translation>
    </message>
    <message>
        <source>All soft tokens: their way from the start</source>
        <translation>Alle Soft-Tokens: ihr Weg vom Anfang</translation>
    </message>
    <message>
        <source>A token&apos;s words</source>
        <translation>Wörter eines Tokens</translation>
    </message>
    <message>
        <source>Token %1: its words through training</source>
        <translation>Token %1: seine Wörter im Training</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>Token %1</translation>
    </message>
    <message>
        <source>moved %1 on the mean since the snapshot before</source>
        <translation>im Mittel um %1 bewegt seit dem vorigen Snapshot</translation>
    </message>
</context>
<context>
    <name>lathe::PromptNorms</name>
    <message>
        <source>Norms of soft tokens and of words</source>
        <translation>Normen der Soft-Tokens und der Wörter</translation>
    </message>
    <message>
        <source>This method keeps no vectors of its own among the words.</source>
        <translation>Diese Methode hat keine eigenen Vektoren unter den Wörtern.</translation>
    </message>
    <message>
        <source>Half of the words lie in the dark band, nine of ten in the light one.</source>
        <translation>Die Hälfte der Wörter liegt im dunklen Band, neun von zehn im hellen.</translation>
    </message>
    <message>
        <source>Measuring the vocabulary…</source>
        <translation>Vokabular wird vermessen&#xa0;…</translation>
    </message>
    <message>
        <source>The vocabulary could not be measured: %1</source>
        <translation>Das Vokabular ließ sich nicht vermessen: %1</translation>
    </message>
</context>
<context>
    <name>lathe::PromptPage</name>
    <message>
        <source>PEFT adapter…</source>
        <translation>PEFT-Adapter&#xa0;…</translation>
    </message>
    <message>
        <source>Promptlathe prompt…</source>
        <translation>Promptlathe-Prompt&#xa0;…</translation>
    </message>
    <message>
        <source>NumPy array…</source>
        <translation>NumPy-Array&#xa0;…</translation>
    </message>
    <message>
        <source>TensorBoard projector…</source>
        <translation>TensorBoard-Projector&#xa0;…</translation>
    </message>
    <message>
        <source>Nearest words as CSV…</source>
        <translation>Nächste Wörter als CSV&#xa0;…</translation>
    </message>
    <message>
        <source>Export nearest words</source>
        <translation>Nächste Wörter exportieren</translation>
    </message>
    <message>
        <source>run-%1-step-%2-words.csv</source>
        <translation>lauf-%1-schritt-%2-woerter.csv</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
    <message>
        <source>Copy nearest words</source>
        <translation>Nächste Wörter kopieren</translation>
    </message>
    <message>
        <source>The nearest words are on the clipboard.</source>
        <translation>Die nächsten Wörter liegen in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Export to folder</source>
        <translation>In einen Ordner exportieren</translation>
    </message>
    <message>
        <source>Export here</source>
        <translation>Hier exportieren</translation>
    </message>
    <message>
        <source>Exporting run %1…</source>
        <translation>Lauf %1 wird exportiert&#xa0;…</translation>
    </message>
    <message>
        <source>Exported to %1.</source>
        <translation>Nach %1 exportiert.</translation>
    </message>
    <message>
        <source>Prompt of</source>
        <translation>Prompt von</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>Kosinus</translation>
    </message>
    <message>
        <source>Euclidean</source>
        <translation>Euklid</translation>
    </message>
    <message>
        <source>dot</source>
        <translation>Skalar</translation>
    </message>
    <message>
        <source>Nearness</source>
        <translation>Nähe</translation>
    </message>
    <message>
        <source>No special tokens</source>
        <translation>Ohne Spezialtokens</translation>
    </message>
    <message>
        <source>Leaves out tokens that no text holds, such as &lt;|im_start|&gt; or [unused3]</source>
        <translation>Lässt Tokens weg, die kein Text enthält, etwa &lt;|im_start|&gt; oder [unused3]</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren&#xa0;…</translation>
    </message>
    <message>
        <source>words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>norms</source>
        <translation>Normen</translation>
    </message>
    <message>
        <source>movement</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>What is shown of the prompt</source>
        <translation>Was vom Prompt gezeigt wird</translation>
    </message>
    <message>
        <source>Soft tokens and their nearest words</source>
        <translation>Soft-Tokens und ihre nächsten Wörter</translation>
    </message>
    <message>
        <source>%1 as soft prompt %2 at best</source>
        <translation>%1 als Soft Prompt: bester Wert %2</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>No prompt yet. Train one, and the words its vectors are near to stand here.</source>
        <translation>Noch kein Prompt. Nach dem Training stehen hier die Wörter, denen seine Vektoren nahe sind.</translation>
    </message>
    <message>
        <source>Run %1 has kept no snapshot yet; the first one shows up here by itself.</source>
        <translation>Lauf %1 hat noch keinen Snapshot; der erste erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>Run %1 has kept no snapshot of its prompt.</source>
        <translation>Lauf %1 hat keinen Snapshot seines Prompts behalten.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>Write a recipe</source>
        <translation>Rezept schreiben</translation>
    </message>
    <message>
        <source>Go to runs</source>
        <translation>Zu den Läufen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>step %1 · prefix of the layers</source>
        <translation>Schritt %1 · Präfix der Schichten</translation>
    </message>
    <message>
        <source>Looking for near words among the whole vocabulary…</source>
        <translation>Nahe Wörter im ganzen Vokabular werden gesucht&#xa0;…</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>1 soft token</source>
        <translation>1 Soft-Token</translation>
    </message>
    <message>
        <source>%1 soft tokens</source>
        <translation>%1 Soft-Tokens</translation>
    </message>
</context>
<context>
    <name>lathe::PromptSide</name>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Nearest words by step</source>
        <translation>Nächste Wörter je Schritt</translation>
    </message>
    <message>
        <source>As words</source>
        <translation>Als Wörter</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Asks the model the validation rows with these words in the prompt&apos;s place</source>
        <translation>Stellt dem Modell die Validierungszeilen mit diesen Wörtern anstelle des Prompts</translation>
    </message>
    <message>
        <source>Copy the words</source>
        <translation>Wörter kopieren</translation>
    </message>
    <message>
        <source>The words are on the clipboard.</source>
        <translation>Die Wörter liegen in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Token %1: nearest words by step</source>
        <translation>Token %1: nächste Wörter je Schritt</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Asking the validation rows…</source>
        <translation>Die Validierungszeilen werden gefragt&#xa0;…</translation>
    </message>
    <message>
        <source>Asking the validation rows: %1 of %2 measured…</source>
        <translation>Die Validierungszeilen werden gefragt: %1 von %2 gemessen&#xa0;…</translation>
    </message>
    <message>
        <source>%1 as soft prompt %2, as these words %3, with no prompt %4 (%5 rows of validation)</source>
        <translation>%1 als Soft Prompt %2, als diese Wörter %3, ohne Prompt %4 (%5 Validierungszeilen)</translation>
    </message>
</context>
<context>
    <name>lathe::PromptSimilarity</name>
    <message>
        <source>Cosine of each soft token with</source>
        <translation>Kosinus jedes Soft-Tokens mit</translation>
    </message>
    <message>
        <source>Prompt to compare with</source>
        <translation>Prompt zum Vergleichen</translation>
    </message>
    <message>
        <source>Similarity of soft tokens</source>
        <translation>Ähnlichkeit der Soft-Tokens</translation>
    </message>
    <message>
        <source>the others of this prompt</source>
        <translation>den anderen dieses Prompts</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>soft token</source>
        <translation>Soft-Token</translation>
    </message>
    <message>
        <source>soft token of run %1</source>
        <translation>Soft-Token von Lauf %1</translation>
    </message>
    <message>
        <source>Run %1 keeps no vectors among the words.</source>
        <translation>Lauf %1 hat keine Vektoren unter den Wörtern.</translation>
    </message>
    <message>
        <source>Run %1 has another backbone&apos;s width.</source>
        <translation>Lauf %1 hat die Breite eines anderen Backbones.</translation>
    </message>
    <message>
        <source>This method keeps no vectors of its own among the words.</source>
        <translation>Diese Methode hat keine eigenen Vektoren unter den Wörtern.</translation>
    </message>
    <message>
        <source>Most alike: %1 and %2, %3</source>
        <translation>Am ähnlichsten: %1 und %2, %3</translation>
    </message>
</context>
<context>
    <name>lathe::QueueCard</name>
    <message>
        <source>Waiting</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Herausnehmen</translation>
    </message>
    <message>
        <source>Runs that wait for their turn</source>
        <translation>Läufe, die auf ihre Reihe warten</translation>
    </message>
    <message>
        <source>%1 held back</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 in der Schlange</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Starts the next one when no run trains</source>
        <translation>Startet den nächsten, wenn kein Lauf trainiert</translation>
    </message>
    <message>
        <source>Nothing new is started until you go on</source>
        <translation>Nichts Neues wird gestartet, bis es weitergeht</translation>
    </message>
    <message>
        <source>Drag, or Alt Up and Alt Down, to change the order; Delete takes out</source>
        <translation>Ziehen, oder Alt Auf und Alt Ab, ändert die Reihenfolge; Entf nimmt heraus</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>%1, about %2</source>
        <translation>%1, etwa %2</translation>
    </message>
</context>
<context>
    <name>lathe::RecipeDifference</name>
    <message>
        <source>No difference but the name.</source>
        <translation>Kein Unterschied außer dem Namen.</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>Vergleich beenden</translation>
    </message>
    <message>
        <source>Against %1</source>
        <translation>Gegenüber %1</translation>
    </message>
    <message>
        <source>Differences to %1</source>
        <translation>Unterschiede zu %1</translation>
    </message>
    <message>
        <source>Option</source>
        <translation>Option</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Take over %1</source>
        <translation>%1 übernehmen</translation>
    </message>
</context>
<context>
    <name>lathe::RecipePage</name>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Saved recipes, samples and the recipes of earlier runs</source>
        <translation>Gespeicherte Rezepte, Beispiele und die Rezepte früherer Läufe</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>Als Befehl kopieren</translation>
    </message>
    <message>
        <source>Puts the same run as a command line on the clipboard</source>
        <translation>Legt denselben Lauf als Kommandozeile in die Zwischenablage</translation>
    </message>
    <message>
        <source>Start run  Ctrl ⏎</source>
        <translation>Lauf starten  Strg ⏎</translation>
    </message>
    <message>
        <source>Start run</source>
        <translation>Lauf starten</translation>
    </message>
    <message>
        <source>Undo (Ctrl Z)</source>
        <translation>Rückgängig (Strg Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl Shift Z)</source>
        <translation>Wiederholen (Strg Umschalt Z)</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>Vergleichen&#xa0;…</translation>
    </message>
    <message>
        <source>Shows what this recipe says otherwise than an earlier run&apos;s or a saved one</source>
        <translation>Zeigt, was dieses Rezept anders sagt als das eines früheren Laufs oder ein gespeichertes</translation>
    </message>
    <message>
        <source>The command is on the clipboard.</source>
        <translation>Der Befehl liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>The rows of %1 hold no text field %2.</source>
        <translation>Die Zeilen von %1 haben kein Textfeld %2.</translation>
    </message>
    <message>
        <source>The field %1 has %2 different values; labels are few.</source>
        <translation>Das Feld %1 hat %2 verschiedene Werte; Labels sind wenige.</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lauf %1: %2</translation>
    </message>
    <message>
        <source>From the papers</source>
        <translation>Aus den Papers</translation>
    </message>
    <message>
        <source>A new recipe</source>
        <translation>Ein neues Rezept</translation>
    </message>
    <message>
        <source>Save under its name</source>
        <translation>Unter seinem Namen speichern</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>No other recipe yet</source>
        <translation>Noch kein anderes Rezept</translation>
    </message>
    <message>
        <source>Saved as the recipe %1.</source>
        <translation>Als Rezept %1 gespeichert.</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>Trainiert</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>Speicherspitze</translation>
    </message>
    <message>
        <source>Time, about</source>
        <translation>Zeit, etwa</translation>
    </message>
    <message>
        <source>Cut rows</source>
        <translation>Gekürzte Zeilen</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Template</translation>
    </message>
    <message>
        <source>Open a project first</source>
        <translation>Erst ein Projekt öffnen</translation>
    </message>
    <message>
        <source>This project is open for reading only</source>
        <translation>Dieses Projekt ist nur zum Lesen geöffnet</translation>
    </message>
    <message>
        <source>%1 (and %2 more)</source>
        <translation>%1 (und %2 weitere)</translation>
    </message>
    <message>
        <source>Starts a run with this recipe (Ctrl Return)</source>
        <translation>Startet einen Lauf mit diesem Rezept (Strg Return)</translation>
    </message>
    <message>
        <source>1 thing to settle first</source>
        <translation>1 Punkt ist noch zu klären</translation>
    </message>
    <message>
        <source>%1 things to settle first</source>
        <translation>%1 Punkte sind noch zu klären</translation>
    </message>
    <message>
        <source>Open a project to see its rows as the model sees them.</source>
        <translation>Ein Projekt öffnen, um seine Zeilen zu sehen, wie das Modell sie sieht.</translation>
    </message>
    <message>
        <source>Shown when the recipe is complete: %1</source>
        <translation>Erscheint, wenn das Rezept vollständig ist: %1</translation>
    </message>
    <message>
        <source>Measuring a step on this machine…</source>
        <translation>Ein Schritt wird auf diesem Rechner gemessen&#xa0;…</translation>
    </message>
    <message>
        <source>%1% of all</source>
        <translation>%1&#xa0;% von allen</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>measured now</source>
        <translation>eben gemessen</translation>
    </message>
    <message>
        <source>as run %1 took</source>
        <translation>wie Lauf %1</translation>
    </message>
    <message>
        <source>less when nothing else runs</source>
        <translation>weniger, wenn sonst nichts läuft</translation>
    </message>
</context>
<context>
    <name>lathe::RecipePreview</name>
    <message>
        <source>Row before</source>
        <translation>Vorige Zeile</translation>
    </message>
    <message>
        <source>Next row</source>
        <translation>Nächste Zeile</translation>
    </message>
    <message>
        <source>Choose a data set to see a row as the model sees it.</source>
        <translation>Einen Datensatz wählen, um eine Zeile zu sehen, wie das Modell sie sieht.</translation>
    </message>
    <message>
        <source>Soft token %1: trained</source>
        <translation>Soft-Token %1: wird trainiert</translation>
    </message>
    <message>
        <source>Token %1</source>
        <translation>Token %1</translation>
    </message>
    <message>
        <source>, learned as the answer</source>
        <translation>, wird als Antwort gelernt</translation>
    </message>
    <message>
        <source>Row %1 of %2 as the model sees it: %3 tokens, %4 labelled</source>
        <translation>Zeile %1 von %2, wie das Modell sie sieht: %3 Tokens, davon %4 Zieltokens</translation>
    </message>
    <message>
        <source>, %1 cut</source>
        <translation>, %1 gekürzt</translation>
    </message>
    <message>
        <source>Row to show</source>
        <translation>Zeile, die gezeigt wird</translation>
    </message>
    <message>
        <source>A row&apos;s number, and Return</source>
        <translation>Nummer einer Zeile und Return</translation>
    </message>
    <message>
        <source>Row %1 of %2 in %5 as the model sees it: %3 tokens, %4 labelled</source>
        <translation>Zeile %1 von %2 in %5, wie das Modell sie sieht: %3 Tokens, %4 mit Label</translation>
    </message>
</context>
<context>
    <name>lathe::RunCharts</name>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>The curve begins with the first step.</source>
        <translation>Die Kurve beginnt mit dem ersten Schritt.</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skala</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>smoothing %1</source>
        <translation>Glättung %1</translation>
    </message>
    <message>
        <source>Overlay runs</source>
        <translation>Läufe darüberlegen</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern&#xa0;…</translation>
    </message>
    <message>
        <source>run-%1-loss</source>
        <translation>lauf-%1-loss</translation>
    </message>
    <message>
        <source>Show as chart</source>
        <translation>Als Diagramm</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Accuracy</translation>
    </message>
    <message>
        <source>Best so far</source>
        <translation>Bisher bester Wert</translation>
    </message>
    <message>
        <source>Validation accuracy</source>
        <translation>Accuracy (Validierung)</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>Gradientennorm</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>Tokens je Sekunde</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Validation %1</source>
        <translation>Validierung: %1</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Validation loss</source>
        <translation>Validierungs-Loss</translation>
    </message>
    <message>
        <source>not evaluated yet</source>
        <translation>noch nicht ausgewertet</translation>
    </message>
    <message>
        <source>%1 at the start</source>
        <translation>am Anfang %1</translation>
    </message>
    <message>
        <source>at step %1</source>
        <translation>bei Schritt %1</translation>
    </message>
    <message>
        <source>Run %1  %2</source>
        <translation>Lauf %1  %2</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>Overlay runs (%1)</source>
        <translation>Läufe darüber (%1)</translation>
    </message>
    <message>
        <source>log, both</source>
        <translation>log, beide</translation>
    </message>
</context>
<context>
    <name>lathe::RunEvents</name>
    <message>
        <source>snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
</context>
<context>
    <name>lathe::RunLogView</name>
    <message>
        <source>What the run said</source>
        <translation>Was der Lauf gesagt hat</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Noch wurde nichts gesagt.</translation>
    </message>
</context>
<context>
    <name>lathe::RunQuery</name>
    <message>
        <source>“%1” is not expected; join comparisons by “and” or “or”</source>
        <translation>„%1“ wird hier nicht erwartet; Vergleiche mit „and“ oder „or“ verbinden</translation>
    </message>
    <message>
        <source>too many parentheses</source>
        <translation>zu viele Klammern</translation>
    </message>
    <message>
        <source>a “)” is missing</source>
        <translation>eine „)“ fehlt</translation>
    </message>
    <message>
        <source>“%1” stands where a field is expected</source>
        <translation>„%1“ steht, wo ein Feld erwartet wird</translation>
    </message>
    <message>
        <source>a field is missing at the end</source>
        <translation>am Ende fehlt ein Feld</translation>
    </message>
    <message>
        <source>no run has a field “%1”</source>
        <translation>kein Lauf hat ein Feld „%1“</translation>
    </message>
    <message>
        <source>after “%1” one of = != &lt; &lt;= &gt; &gt;= ~ is expected</source>
        <translation>nach „%1“ wird eines von = != &lt; &lt;= &gt; &gt;= ~ erwartet</translation>
    </message>
    <message>
        <source>after “%1 %2” a value is expected</source>
        <translation>nach „%1 %2“ wird ein Wert erwartet</translation>
    </message>
</context>
<context>
    <name>lathe::RunSamples</name>
    <message>
        <source>Answers to a few validation rows, by step</source>
        <translation>Antworten auf einige Validierungszeilen, je Schritt</translation>
    </message>
    <message>
        <source>The first evaluation brings answers to a few validation rows.</source>
        <translation>Die erste Evaluation bringt Antworten auf einige Validierungszeilen.</translation>
    </message>
</context>
<context>
    <name>lathe::RunTableModel</name>
    <message>
        <source>Steps asked</source>
        <translation>Schritte geplant</translation>
    </message>
    <message>
        <source>Start text</source>
        <translation>Starttext</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Loss, best</source>
        <translation>Loss, bester</translation>
    </message>
    <message>
        <source>%1, best</source>
        <translation>%1, beste</translation>
    </message>
    <message>
        <source>%1 on validation</source>
        <translation>%1 (Validierung)</translation>
    </message>
    <message>
        <source>%1, last</source>
        <translation>%1, letzte</translation>
    </message>
    <message>
        <source>%1, lowest</source>
        <translation>%1, niedrigste</translation>
    </message>
    <message>
        <source>%1, highest</source>
        <translation>%1, höchste</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Tags</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>stopped at best</source>
        <translation>beim besten Stand gestoppt</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>p-tuning</source>
        <translation>P-Tuning</translation>
    </message>
    <message>
        <source>prefix-tuning</source>
        <translation>Prefix-Tuning</translation>
    </message>
    <message>
        <source>prompt tuning</source>
        <translation>Prompt-Tuning</translation>
    </message>
    <message>
        <source>model tuning</source>
        <translation>Modell-Tuning</translation>
    </message>
    <message>
        <source>1 soft token</source>
        <translation>1 Soft-Token</translation>
    </message>
    <message>
        <source>%1 soft tokens</source>
        <translation>%1 Soft-Tokens</translation>
    </message>
    <message>
        <source>%1 behind the text</source>
        <translation>%1 hinter dem Text</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
</context>
<context>
    <name>lathe::RunTools</name>
    <message>
        <source>Look at prompt</source>
        <translation>Prompt ansehen</translation>
    </message>
    <message>
        <source>Try in the playground</source>
        <translation>Im Playground ausprobieren</translation>
    </message>
    <message>
        <source>Look at its answers</source>
        <translation>Antworten ansehen</translation>
    </message>
    <message>
        <source>Branch…</source>
        <translation>Abzweigen&#xa0;…</translation>
    </message>
    <message>
        <source>Copy recipe</source>
        <translation>Rezept kopieren</translation>
    </message>
    <message>
        <source>The recipe is on the clipboard.</source>
        <translation>Das Rezept liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen&#xa0;…</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz&#xa0;…</translation>
    </message>
    <message>
        <source>Tags…</source>
        <translation>Tags&#xa0;…</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>Aus dem Archiv holen</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Lila</translation>
    </message>
    <message>
        <source>Olive</source>
        <translation>Oliv</translation>
    </message>
    <message>
        <source>Sky</source>
        <translation>Himmelblau</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>%1, dashed</source>
        <translation>%1, gestrichelt</translation>
    </message>
    <message>
        <source>By its number</source>
        <translation>Nach seiner Nummer</translation>
    </message>
    <message>
        <source>Run %1 is back in the lists.</source>
        <translation>Lauf %1 steht wieder in den Listen.</translation>
    </message>
    <message>
        <source>Run %1 is in the archive; “Show archived runs” in a run&apos;s menu shows it.</source>
        <translation>Lauf %1 ist im Archiv; „Archivierte Läufe zeigen“ im Menü eines Laufs holt ihn hervor.</translation>
    </message>
    <message>
        <source>Name of run %1</source>
        <translation>Name von Lauf %1</translation>
    </message>
    <message>
        <source>Note on run %1</source>
        <translation>Notiz zu Lauf %1</translation>
    </message>
    <message>
        <source>Tags of run %1, with commas between</source>
        <translation>Tags von Lauf %1, durch Kommas getrennt</translation>
    </message>
</context>
<context>
    <name>lathe::RunsPage</name>
    <message>
        <source>Keep a snapshot now</source>
        <translation>Jetzt einen Snapshot nehmen</translation>
    </message>
    <message>
        <source>Stop and keep last</source>
        <translation>Anhalten, letzten Stand behalten</translation>
    </message>
    <message>
        <source>Train longer…</source>
        <translation>Länger trainieren&#xa0;…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Show archived runs</source>
        <translation>Archivierte Läufe zeigen</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Run %1 %2</source>
        <translation>Lauf %1 %2</translation>
    </message>
    <message>
        <source>Steps of run %1 in all, now %2</source>
        <translation>Schritte von Lauf %1 insgesamt, jetzt %2</translation>
    </message>
    <message>
        <source>%1 is no number of steps beyond %2; the run stays as it is.</source>
        <translation>%1 ist keine Zahl von Schritten über %2; der Lauf bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Run %1 is still training; stop it before it is deleted.</source>
        <translation>Lauf %1 trainiert noch; vor dem Löschen anhalten.</translation>
    </message>
    <message>
        <source>Deleted run %1.</source>
        <translation>Lauf %1 gelöscht.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Write a recipe</source>
        <translation>Rezept schreiben</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Going on…</source>
        <translation>Geht weiter&#xa0;…</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Hält an&#xa0;…</translation>
    </message>
    <message>
        <source>Stop and keep best</source>
        <translation>Anhalten, besten Stand behalten</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten&#xa0;…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Look at prompt</source>
        <translation>Prompt ansehen</translation>
    </message>
    <message>
        <source>Branch…</source>
        <translation>Abzweigen&#xa0;…</translation>
    </message>
    <message>
        <source>A new recipe that begins as this run&apos;s</source>
        <translation>Ein neues Rezept, das beginnt wie das dieses Laufs</translation>
    </message>
    <message>
        <source>More about this run</source>
        <translation>Mehr zu diesem Lauf</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>What stands below the chart</source>
        <translation>Was unter dem Diagramm steht</translation>
    </message>
    <message>
        <source>Other rows</source>
        <translation>Andere Zeilen</translation>
    </message>
    <message>
        <source>Copy log</source>
        <translation>Log kopieren</translation>
    </message>
    <message>
        <source>The log is on the clipboard.</source>
        <translation>Das Log liegt in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>No run yet. Write a recipe and start it: its curves grow here while it learns.</source>
        <translation>Noch kein Lauf. Ein Rezept schreiben und starten: seine Kurven wachsen hier, während er lernt.</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>took %1</source>
        <translation>dauerte %1</translation>
    </message>
    <message>
        <source>It can go on from step %1.</source>
        <translation>Er kann ab Schritt %1 weitergehen.</translation>
    </message>
    <message>
        <source>Nothing was saved before, so it has to start again.</source>
        <translation>Vorher wurde nichts gespeichert, er muss also neu beginnen.</translation>
    </message>
    <message>
        <source>This run was interrupted at step %1: its worker ended without a word. %2</source>
        <translation>Dieser Lauf wurde bei Schritt %1 unterbrochen: sein Worker endete ohne ein Wort. %2</translation>
    </message>
    <message>
        <source>The run failed at step %1.</source>
        <translation>Der Lauf ist bei Schritt %1 gescheitert.</translation>
    </message>
</context>
<context>
    <name>lathe::SampleModel</name>
    <message>
        <source>Row %1: %2</source>
        <translation>Zeile %1: %2</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Truth</source>
        <translation>Soll</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Schritt %1</translation>
    </message>
</context>
<context>
    <name>lathe::ScatterMap</name>
    <message>
        <source>%1 points</source>
        <translation>%1 Punkte</translation>
    </message>
    <message>
        <source>, chosen: %1</source>
        <translation>, gewählt: %1</translation>
    </message>
    <message>
        <source>point</source>
        <translation>Punkt</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
</context>
<context>
    <name>lathe::ScoreBars</name>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
</context>
<context>
    <name>lathe::SearchPalette</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search pages, runs, actions and recipes</source>
        <translation>Seiten, Läufe, Aktionen und Rezepte suchen</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
</context>
<context>
    <name>lathe::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Where things lie</source>
        <translation>Wo was liegt</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>Ab dem nächsten Start</translation>
    </message>
    <message>
        <source>Size of everything</source>
        <translation>Größe von allem</translation>
    </message>
    <message>
        <source>%1%</source>
        <translation>%1&#xa0;%</translation>
    </message>
    <message>
        <source>Tell me when a run ends and another window is in front</source>
        <translation>Melden, wenn ein Lauf endet und ein anderes Fenster vorn ist</translation>
    </message>
    <message>
        <source>Backbones: %1
What was fetched: %2
These settings: %3</source>
        <translation>Backbones: %1
Geladenes: %2
Diese Einstellungen: %3</translation>
    </message>
</context>
<context>
    <name>lathe::Show</name>
    <message>
        <source>,</source>
        <comment>stands between thousands: 12,345</comment>
        <translation>&#x202f;</translation>
    </message>
    <message>
        <source>en</source>
        <comment>the language&apos;s code, for names of months</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>d MMM yyyy  HH:mm</source>
        <comment>a date&apos;s form as QLocale reads it</comment>
        <translation>d. MMM yyyy  HH:mm</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 MiB</source>
        <translation>%1 MiB</translation>
    </message>
    <message>
        <source>%1 GiB</source>
        <translation>%1 GiB</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>gestoppt</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
</context>
<context>
    <name>lathe::SideList</name>
    <message>
        <source>Ctrl %1</source>
        <translation>Strg %1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Projects: recent, new, samples</source>
        <translation>Projekte: zuletzt geöffnete, neue, Beispiele</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Data sets: rows, balance, lengths</source>
        <translation>Datensätze: Zeilen, Verteilung, Längen</translation>
    </message>
    <message>
        <source>Backbones</source>
        <translation>Backbones</translation>
    </message>
    <message>
        <source>The frozen models on this machine</source>
        <translation>Die eingefrorenen Modelle auf diesem Rechner</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>What the next run will do</source>
        <translation>Was der nächste Lauf tun wird</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Runs: live curves and the table of all</source>
        <translation>Läufe: Kurven live und die Tabelle aller Läufe</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Chosen runs beside each other</source>
        <translation>Gewählte Läufe nebeneinander</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>A learned prompt and its nearest words</source>
        <translation>Ein gelernter Prompt und seine nächsten Wörter</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>Playground</translation>
    </message>
    <message>
        <source>Try prompts on text</source>
        <translation>Prompts an Texten ausprobieren</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>What a run gets wrong, and where two disagree</source>
        <translation>Was ein Lauf falsch macht und worin sich zwei uneinig sind</translation>
    </message>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>The same recipe with other lengths, starts, seeds</source>
        <translation>Dasselbe Rezept mit anderen Längen, Anfängen, Seeds</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>lathe::Sparkline</name>
    <message>
        <source>%1: nothing yet</source>
        <translation>%1: noch nichts</translation>
    </message>
    <message>
        <source>%1 %2 at step %3, from %4</source>
        <translation>%1 %2 bei Schritt %3, von %4</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
</context>
<context>
    <name>lathe::StartPage</name>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>Aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Asking what this machine offers…</source>
        <translation>Es wird ermittelt, was dieser Rechner bietet&#xa0;…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>A project is one file: data, recipes, runs and their prompts</source>
        <translation>Ein Projekt ist eine Datei: Daten, Rezepte, Läufe und ihre Prompts</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Letzte Projekte</translation>
    </message>
    <message>
        <source>Takes the chosen project from this list; the file stays</source>
        <translation>Nimmt das gewählte Projekt aus dieser Liste; die Datei bleibt</translation>
    </message>
    <message>
        <source>No project yet. The sample brings real data and a recipe that learns in a few minutes.</source>
        <translation>Noch kein Projekt. Das Beispiel bringt echte Daten mit und ein Rezept, das in wenigen Minuten lernt.</translation>
    </message>
    <message>
        <source>Make the sample project</source>
        <translation>Beispielprojekt anlegen</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Beginnen</translation>
    </message>
    <message>
        <source>New project…</source>
        <translation>Neues Projekt&#xa0;…</translation>
    </message>
    <message>
        <source>An empty project file for your own data.</source>
        <translation>Eine leere Projektdatei für eigene Daten.</translation>
    </message>
    <message>
        <source>New from sample gloss-topics…</source>
        <translation>Neu aus Beispiel gloss-topics&#xa0;…</translation>
    </message>
    <message>
        <source>WordNet glosses in six topics, with a recipe that reaches about 0.89 accuracy.</source>
        <translation>WordNet-Glossen zu sechs Themen, mit einem Rezept, das etwa 0.89 Accuracy erreicht.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>Öffnen&#xa0;…</translation>
    </message>
    <message>
        <source>A project file (.lathe) on this machine.</source>
        <translation>Eine Projektdatei (.lathe) auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Drop a project here to open it,
or a .jsonl, .csv or .tsv file to import it</source>
        <translation>Ein Projekt hierherziehen, um es zu öffnen,
oder eine .jsonl-, .csv- oder .tsv-Datei, um sie zu importieren</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>, missing</source>
        <translation>, fehlt</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n Thread</numerusform>
            <numerusform>%n Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 GiB memory</source>
        <translation>%1 GiB Speicher</translation>
    </message>
    <message>
        <source>
Computes in %1</source>
        <translation>
Rechnet in %1</translation>
    </message>
</context>
<context>
    <name>lathe::StatusLine</name>
    <message>
        <source>step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Tok/s</translation>
    </message>
    <message>
        <source>Run %1 is paused</source>
        <translation>Lauf %1 ist pausiert</translation>
    </message>
    <message>
        <source>Training run %1 on %2</source>
        <translation>Lauf %1 trainiert auf %2</translation>
    </message>
    <message>
        <source>No run is training</source>
        <translation>Kein Lauf trainiert</translation>
    </message>
    <message>
        <source>read only</source>
        <translation>nur lesen</translation>
    </message>
    <message>
        <source>all changes saved</source>
        <translation>alle Änderungen gespeichert</translation>
    </message>
</context>
<context>
    <name>lathe::StudiesPage</name>
    <message>
        <source>Studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Use the best</source>
        <translation>Besten übernehmen</translation>
    </message>
    <message>
        <source>Opens the recipe of the configuration that is best on validation</source>
        <translation>Öffnet das Rezept der Konfiguration, die auf der Validierung am besten ist</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV exportieren&#xa0;…</translation>
    </message>
    <message>
        <source>New study…</source>
        <translation>Neue Studie&#xa0;…</translation>
    </message>
    <message>
        <source>In this project</source>
        <translation>In diesem Projekt</translation>
    </message>
    <message>
        <source>Studies and sweeps</source>
        <translation>Studien und Sweeps</translation>
    </message>
    <message>
        <source>Option on the axis</source>
        <translation>Option auf der Achse</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern&#xa0;…</translation>
    </message>
    <message>
        <source>The chart as PNG, SVG or PDF</source>
        <translation>Das Diagramm als PNG, SVG oder PDF</translation>
    </message>
    <message>
        <source>What each configuration reached</source>
        <translation>Was jede Konfiguration erreicht hat</translation>
    </message>
    <message>
        <source>Configurations</source>
        <translation>Konfigurationen</translation>
    </message>
    <message>
        <source>Open a project first: a study is stored in one.</source>
        <translation>Erst ein Projekt öffnen: eine Studie liegt in einem Projekt.</translation>
    </message>
    <message>
        <source>This project is open for reading only.</source>
        <translation>Dieses Projekt ist nur zum Lesen geöffnet.</translation>
    </message>
    <message>
        <source>a new one</source>
        <translation>eine neue</translation>
    </message>
    <message>
        <source>, run %1 of %2 trains</source>
        <translation>, Lauf %1 von %2 trainiert</translation>
    </message>
    <message>
        <source>, %1 runs</source>
        <translation>, %1 Läufe</translation>
    </message>
    <message>
        <source>, %1 of %2 runs</source>
        <translation>, %1 von %2 Läufen</translation>
    </message>
    <message>
        <source>%1 begins; its runs appear here.</source>
        <translation>%1 beginnt; die Läufe erscheinen hier.</translation>
    </message>
    <message>
        <source>No study yet. A study trains one recipe many times, each with another length, start or seed, and shows what that does.</source>
        <translation>Noch keine Studie. Eine Studie trainiert ein Rezept viele Male, jeweils mit anderer Länge, anderem Anfang oder Seed, und zeigt, was das bewirkt.</translation>
    </message>
    <message>
        <source>No project is open. Open one, or begin with the sample.</source>
        <translation>Kein Projekt ist offen. Eines öffnen oder mit dem Beispiel beginnen.</translation>
    </message>
    <message>
        <source>Go to start</source>
        <translation>Zum Start</translation>
    </message>
    <message>
        <source>over %1</source>
        <translation>über %1</translation>
    </message>
    <message>
        <source>%1 on validation</source>
        <translation>%1 (Validierung)</translation>
    </message>
    <message>
        <source>Best on validation: %1, %2 %3</source>
        <translation>Am besten auf der Validierung: %1, %2 %3</translation>
    </message>
    <message>
        <source> ± %1 over %2 seeds</source>
        <translation> ± %1 über %2 Seeds</translation>
    </message>
    <message>
        <source>, of %1 configurations.</source>
        <translation>, von %1 Konfigurationen.</translation>
    </message>
    <message>
        <source>No configuration has finished all its runs yet.</source>
        <translation>Noch hat keine Konfiguration alle ihre Läufe beendet.</translation>
    </message>
    <message>
        <source> %1 runs failed; going on tries them anew.</source>
        <translation> %1 Läufe sind gescheitert; „Weiter“ versucht sie neu.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Trains the %1 runs that are missing</source>
        <translation>Trainiert die %1 Läufe, die noch fehlen</translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>Tabelle exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Saved %1.</source>
        <translation>%1 gespeichert.</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>studies</source>
        <translation>Studien</translation>
    </message>
    <message>
        <source>transfer</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Studies, or runs on other data</source>
        <translation>Studien oder Läufe auf anderen Daten</translation>
    </message>
    <message>
        <source>, %1 of %2 runs done, %3 train side by side</source>
        <translation>, %1 von %2 Läufen fertig, %3 trainieren nebeneinander</translation>
    </message>
    <message>
        <source>prompts on data that they were not trained on</source>
        <translation>Prompts auf Daten, auf denen sie nicht trainiert wurden</translation>
    </message>
    <message>
        <source>What trains now saves its state; the study can go on later</source>
        <translation>Was gerade trainiert, speichert seinen Stand; die Studie kann später weitergehen</translation>
    </message>
</context>
<context>
    <name>lathe::Study</name>
    <message>
        <source>as the recipe says</source>
        <translation>wie im Rezept</translation>
    </message>
    <message>
        <source>As the recipe says</source>
        <translation>Wie im Rezept</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Prompt length</source>
        <translation>Länge des Prompts</translation>
    </message>
    <message>
        <source>Start of the prompt</source>
        <translation>Anfang des Prompts</translation>
    </message>
    <message>
        <source>Few training rows</source>
        <translation>Wenige Trainingszeilen</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Prefix length</source>
        <translation>Länge des Präfixes</translation>
    </message>
    <message>
        <source>Prefix by a network or direct</source>
        <translation>Präfix über ein Netz oder direkt</translation>
    </message>
    <message>
        <source>All layers or the embedding</source>
        <translation>Alle Schichten oder das Embedding</translation>
    </message>
    <message>
        <source>Prefix or infix</source>
        <translation>Präfix oder Infix</translation>
    </message>
    <message>
        <source>P-tuning&apos;s encoder</source>
        <translation>Encoder des P-Tunings</translation>
    </message>
    <message>
        <source>Transfer between data sets</source>
        <translation>Transfer zwischen Datensätzen</translation>
    </message>
    <message>
        <source>Starts before training</source>
        <translation>Anfänge vor dem Training</translation>
    </message>
</context>
<context>
    <name>lathe::StudyChart</name>
    <message>
        <source>%1: nothing finished yet</source>
        <translation>%1: noch nichts fertig</translation>
    </message>
    <message>
        <source> (%1 values)</source>
        <translation> (%1 Werte)</translation>
    </message>
    <message>
        <source>, best</source>
        <translation>, am besten</translation>
    </message>
    <message>
        <source>%1: nothing yet</source>
        <translation>%1: noch nichts</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>insgesamt %1</translation>
    </message>
    <message>
        <source>best</source>
        <translation>am besten</translation>
    </message>
</context>
<context>
    <name>lathe::StudyPanel</name>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>What to ask</source>
        <translation>Was gefragt wird</translation>
    </message>
    <message>
        <source>Kinds of studies</source>
        <translation>Arten von Studien</translation>
    </message>
    <message>
        <source>Recipe that is varied</source>
        <translation>Rezept, das variiert wird</translation>
    </message>
    <message>
        <source>Name in the project</source>
        <translation>Name im Projekt</translation>
    </message>
    <message>
        <source>Seeds of each configuration</source>
        <translation>Seeds jeder Konfiguration</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 (as last edited)</source>
        <translation>%1 (zuletzt bearbeitet)</translation>
    </message>
    <message>
        <source>not of this recipe</source>
        <translation>passt nicht zum Rezept</translation>
    </message>
    <message>
        <source>A sweep of your own</source>
        <translation>Ein eigener Sweep</translation>
    </message>
    <message>
        <source>Runs of this recipe with other values, as a grid or drawn at random.</source>
        <translation>Läufe dieses Rezepts mit anderen Werten, als Gitter oder zufällig gezogen.</translation>
    </message>
    <message>
        <source>Write a recipe first, on the recipe page.</source>
        <translation>Erst ein Rezept schreiben, auf der Seite „Rezept“.</translation>
    </message>
    <message>
        <source>Give 1 to 1,000 seeds.</source>
        <translation>1 bis 1000 Seeds angeben.</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>Einen Namen geben.</translation>
    </message>
    <message>
        <source>Give values to vary, or more seeds.</source>
        <translation>Werte zum Variieren angeben oder mehr Seeds.</translation>
    </message>
    <message>
        <source>%1 runs: %2 configurations with %3 seeds each</source>
        <translation>%1 Läufe: %2 Konfigurationen mit je %3 Seeds</translation>
    </message>
    <message>
        <source>%1 runs with %1 seeds</source>
        <translation>%1 Läufe mit %1 Seeds</translation>
    </message>
    <message>
        <source>, about %1 in all. </source>
        <translation>, insgesamt etwa %1. </translation>
    </message>
    <message>
        <source>. </source>
        <translation>. </translation>
    </message>
    <message>
        <source>Another study is at work; this one can start when it has ended.</source>
        <translation>Eine andere Studie ist bei der Arbeit; diese kann starten, wenn sie geendet hat.</translation>
    </message>
    <message>
        <source>They go one after the other; what is finished stays when you stop.</source>
        <translation>Sie laufen nacheinander; was fertig ist, bleibt beim Anhalten erhalten.</translation>
    </message>
    <message>
        <source>Start %1 runs</source>
        <translation>%1 Läufe starten</translation>
    </message>
    <message>
        <source>Runs side by side</source>
        <translation>Läufe nebeneinander</translation>
    </message>
    <message>
        <source>So many runs train in one process, in shared passes over the backbone: quicker where batches are small, and with more memory</source>
        <translation>So viele Läufe trainieren in einem Prozess, in gemeinsamen Durchgängen durch das Backbone: schneller bei kleinen Batches, und mit mehr Speicher</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Give 1 to 64 runs side by side.</source>
        <translation>1 bis 64 Läufe nebeneinander angeben.</translation>
    </message>
    <message>
        <source>, about %1 one after the other. </source>
        <translation>, nacheinander etwa %1. </translation>
    </message>
    <message>
        <source>Up to %1 train side by side; what is finished stays when you stop.</source>
        <translation>Bis zu %1 trainieren nebeneinander; was fertig ist, bleibt beim Anhalten.</translation>
    </message>
</context>
<context>
    <name>lathe::StudyTableModel</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>The best on validation</source>
        <translation>Die beste auf der Validierung</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>Seeds</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>lathe::Sweep</name>
    <message>
        <source>both lines sweep the same option</source>
        <translation>beide Zeilen variieren dieselbe Option</translation>
    </message>
    <message>
        <source>this option can&apos;t be swept here</source>
        <translation>diese Option lässt sich hier nicht variieren</translation>
    </message>
    <message>
        <source>more than %1 runs</source>
        <translation>mehr als %1 Läufe</translation>
    </message>
    <message>
        <source>give fewer values</source>
        <translation>weniger Werte angeben</translation>
    </message>
</context>
<context>
    <name>lathe::SweepAxes</name>
    <message>
        <source>Option %1 to vary</source>
        <translation>Option %1, die variiert wird</translation>
    </message>
    <message>
        <source>Values of option %1</source>
        <translation>Werte der Option %1</translation>
    </message>
    <message>
        <source>Configurations to draw at random</source>
        <translation>Konfigurationen, die zufällig gezogen werden</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Draw at random</source>
        <translation>Zufällig ziehen</translation>
    </message>
    <message>
        <source>Empty: every combination. A range low..high needs a number here.</source>
        <translation>Leer: jede Kombination. Ein Bereich von..bis braucht hier eine Zahl.</translation>
    </message>
    <message>
        <source>values, with commas between; or low..high</source>
        <translation>Werte, durch Kommas getrennt; oder von..bis</translation>
    </message>
    <message>
        <source>%1; or values, with commas between</source>
        <translation>%1; oder Werte, durch Kommas getrennt</translation>
    </message>
</context>
<context>
    <name>lathe::SweepCard</name>
    <message>
        <source>Several runs</source>
        <translation>Mehrere Läufe</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>Einreihen</translation>
    </message>
    <message>
        <source>Option to vary</source>
        <translation>Option, die variiert wird</translation>
    </message>
    <message>
        <source>Second option to vary</source>
        <translation>Zweite Option, die variiert wird</translation>
    </message>
    <message>
        <source>Its values, with commas between</source>
        <translation>Ihre Werte, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Runs of the queue start one after the other</source>
        <translation>Läufe der Schlange starten nacheinander</translation>
    </message>
    <message>
        <source>values, with commas between</source>
        <translation>Werte, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>%1; or values, with commas between</source>
        <translation>%1; oder Werte, durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Complete the recipe first.</source>
        <translation>Erst das Rezept vervollständigen.</translation>
    </message>
    <message>
        <source>One run, as the recipe says. It starts when no other trains.</source>
        <translation>Ein Lauf, wie im Rezept. Er startet, wenn kein anderer trainiert.</translation>
    </message>
    <message>
        <source>%1 runs, one after the other</source>
        <translation>%1 Läufe nacheinander</translation>
    </message>
    <message>
        <source>, about %1 in all</source>
        <translation>, insgesamt etwa %1</translation>
    </message>
    <message>
        <source>Queue %1 runs</source>
        <translation>%1 Läufe einreihen</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Runs side by side</source>
        <translation>Läufe nebeneinander</translation>
    </message>
    <message>
        <source>More than 1: so many runs train in one process, in shared passes over the backbone, as a sweep of the page Studies</source>
        <translation>Mehr als 1: so viele Läufe trainieren in einem Prozess, in gemeinsamen Durchgängen durch das Backbone, als Sweep der Seite Studien</translation>
    </message>
    <message>
        <source>%1 runs, up to %2 side by side</source>
        <translation>%1 Läufe, bis zu %2 nebeneinander</translation>
    </message>
    <message>
        <source>, about %1 one after the other</source>
        <translation>, nacheinander etwa %1</translation>
    </message>
    <message>
        <source>. Another study is at work; these can start when it has ended</source>
        <translation>. Eine andere Studie ist bei der Arbeit; diese können starten, wenn sie zu Ende ist</translation>
    </message>
    <message>
        <source>Start %1 runs</source>
        <translation>%1 Läufe starten</translation>
    </message>
    <message>
        <source>They train at once, as a sweep of the page Studies</source>
        <translation>Sie trainieren gleich, als Sweep der Seite Studien</translation>
    </message>
</context>
<context>
    <name>lathe::TemplateEditor</name>
    <message>
        <source>Template</source>
        <translation>Template</translation>
    </message>
</context>
<context>
    <name>lathe::TogetherCard</name>
    <message>
        <source>Prompts together</source>
        <translation>Prompts zusammen</translation>
    </message>
    <message>
        <source>Mean probabilities of the prompts</source>
        <translation>Mittlere Wahrscheinlichkeiten der Prompts</translation>
    </message>
    <message>
        <source>by mean probability; %1 of %2 prompts say %3</source>
        <translation>nach mittlerer Wahrscheinlichkeit; %1 von %2 Prompts sagen %3</translation>
    </message>
</context>
<context>
    <name>lathe::TokenView</name>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
</context>
<context>
    <name>lathe::TopBar</name>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search pages, runs, actions and recipes</source>
        <translation>Seiten, Läufe, Aktionen und Rezepte suchen</translation>
    </message>
    <message>
        <source>Ctrl K</source>
        <translation>Strg K</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>Opens the recipe of a new run (Ctrl Shift R)</source>
        <translation>Öffnet das Rezept eines neuen Laufs (Strg Umschalt R)</translation>
    </message>
</context>
<context>
    <name>lathe::TransferView</name>
    <message>
        <source>Runs to measure</source>
        <translation>Läufe, die gemessen werden</translation>
    </message>
    <message>
        <source>Data sets to measure on</source>
        <translation>Datensätze, auf denen gemessen wird</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Runs on other data</source>
        <translation>Läufe auf anderen Daten</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metrik</translation>
    </message>
    <message>
        <source>Runs by data sets</source>
        <translation>Läufe mal Datensätze</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>run %1 · %2</source>
        <translation>Lauf %1 · %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Measure %1</source>
        <translation>%1 messen</translation>
    </message>
    <message>
        <source>Asks each of these runs the rows of each of these data sets, with its best prompt</source>
        <translation>Fragt jeden dieser Läufe die Zeilen jedes dieser Datensätze, mit seinem besten Prompt</translation>
    </message>
    <message>
        <source>No run keeps a prompt yet.</source>
        <translation>Noch kein Lauf hält einen Prompt.</translation>
    </message>
    <message>
        <source>Choose runs and data sets at the left.</source>
        <translation>Links Läufe und Datensätze wählen.</translation>
    </message>
    <message>
        <source>Measuring; %1 are still open…</source>
        <translation>Misst; %1 sind noch offen&#xa0;…</translation>
    </message>
    <message>
        <source>Each run with its best prompt, on test rows where a data set has them, else on validation. Every reading of test stands in the log.</source>
        <translation>Jeder Lauf mit seinem besten Prompt, auf Testzeilen, wo ein Datensatz sie hat, sonst auf Validierung. Jedes Lesen von Test steht im Log.</translation>
    </message>
    <message>
        <source>run %1, %2</source>
        <translation>Lauf %1, %2</translation>
    </message>
    <message>
        <source>Nothing is chosen.</source>
        <translation>Nichts ist gewählt.</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>trainiert auf</translation>
    </message>
    <message>
        <source>measured on</source>
        <translation>gemessen auf</translation>
    </message>
</context>
<context>
    <name>lathe::TwinsCard</name>
    <message>
        <source>%1 repeated within %2</source>
        <translation>%1 innerhalb von %2 doppelt</translation>
    </message>
    <message>
        <source>%1 of %2 stand in %3, too</source>
        <translation>%1 von %2 stehen auch in %3</translation>
    </message>
    <message>
        <source>%1 with another class</source>
        <translation>%1 mit anderer Klasse</translation>
    </message>
    <message>
        <source>Repeated rows</source>
        <translation>Doppelte Zeilen</translation>
    </message>
    <message>
        <source>Comparing rows…</source>
        <translation>Zeilen werden verglichen&#xa0;…</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show: %1</source>
        <translation>Zeigen: %1</translation>
    </message>
    <message>
        <source>None: no row stands twice, none is in two splits.</source>
        <translation>Keine: keine Zeile steht zweimal da, keine in zwei Splits.</translation>
    </message>
    <message>
        <source>What is measured on rows that were trained on looks better than it is.</source>
        <translation>Was auf Zeilen gemessen wird, mit denen trainiert wurde, sieht besser aus, als es ist.</translation>
    </message>
</context>
<context>
    <name>lathe::WordsByStep</name>
    <message>
        <source>step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
    <message>
        <source>Choose a soft token to see how its words changed.</source>
        <translation>Ein Soft-Token wählen, um zu sehen, wie sich seine Wörter geändert haben.</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
</context>
<context>
    <name>lathe::Workbench</name>
    <message>
        <source>Making the sample %1…</source>
        <translation>Das Beispiel %1 wird angelegt&#xa0;…</translation>
    </message>
    <message>
        <source>%1 could not be started; check that it stands beside this program</source>
        <translation>%1 ließ sich nicht starten; es muss neben diesem Programm liegen</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>Lauf %1: %2</translation>
    </message>
    <message>
        <source>Open a project first: a run is stored in one.</source>
        <translation>Erst ein Projekt öffnen: ein Lauf liegt in einem Projekt.</translation>
    </message>
    <message>
        <source>This project is open for reading only; save a copy to train in.</source>
        <translation>Dieses Projekt ist nur zum Lesen geöffnet; zum Trainieren eine Kopie speichern.</translation>
    </message>
    <message>
        <source>The study</source>
        <translation>Die Studie</translation>
    </message>
    <message>
        <source>The sweep</source>
        <translation>Der Sweep</translation>
    </message>
    <message>
        <source>the project is open in another window (process %1)</source>
        <translation>das Projekt ist in einem anderen Fenster offen (Prozess %1)</translation>
    </message>
    <message>
        <source>go on there, or close it first</source>
        <translation>dort weitermachen oder es erst schließen</translation>
    </message>
    <message>
        <source>No run trains and none waits.</source>
        <translation>Kein Lauf trainiert, und keiner wartet.</translation>
    </message>
    <message>
        <source>No run is paused and none waits.</source>
        <translation>Kein Lauf ist pausiert, und keiner wartet.</translation>
    </message>
</context>
<context>
    <name>lathe::Worker</name>
    <message>
        <source>%1 could not be started; check that it stands beside this program</source>
        <translation>%1 ließ sich nicht starten; es muss neben diesem Programm liegen</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>The run</source>
        <translation>Der Lauf</translation>
    </message>
    <message>
        <source>%1: its worker was killed. What was saved is kept; resume goes on from there.</source>
        <translation>%1: der Worker wurde gewaltsam beendet. Was gespeichert war, bleibt; „Fortsetzen“ macht dort weiter.</translation>
    </message>
    <message>
        <source>%1 was interrupted; its state is saved.</source>
        <translation>%1 wurde unterbrochen; der Stand ist gespeichert.</translation>
    </message>
    <message>
        <source>%1 was refused by the worker.</source>
        <translation>%1 wurde vom Worker abgelehnt.</translation>
    </message>
    <message>
        <source>%1 was refused: %2</source>
        <translation>%1 wurde abgelehnt: %2</translation>
    </message>
    <message>
        <source>%1 failed (code %2).</source>
        <translation>%1 ist gescheitert (Code %2).</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 ist gescheitert: %2</translation>
    </message>
</context>
</TS>

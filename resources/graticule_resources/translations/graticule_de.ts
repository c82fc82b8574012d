<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Language</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>({count:,} without a value left out)</source>
        <translation>({count:,} ohne Wert ausgelassen)</translation>
    </message>
    <message>
        <source>1 result: tick more to compare them.</source>
        <translation>1 Ergebnis: weitere ankreuzen, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>1200 mm2, or its diameter: 40 mm</source>
        <translation>1200 mm2, oder der Durchmesser: 40 mm</translation>
    </message>
    <message>
        <source>2 L, 5 g, 3 individuals</source>
        <translation>2 L, 5 g, 3 individuals</translation>
    </message>
    <message>
        <source>2 × common pixels ÷ pixels of both</source>
        <translation>2 × gemeinsame Pixel ÷ Pixel von beiden</translation>
    </message>
    <message>
        <source>A number on the whole filter</source>
        <translation>Eine Anzahl auf dem ganzen Filter</translation>
    </message>
    <message>
        <source>A result&apos;s folder, or a folder with many of them</source>
        <translation>Der Ordner eines Ergebnisses oder ein Ordner mit vielen davon</translation>
    </message>
    <message>
        <source>Add results…</source>
        <translation>Ergebnisse hinzufügen…</translation>
    </message>
    <message>
        <source>Agreement by class</source>
        <translation>Übereinstimmung je Klasse</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Alle Klassen</translation>
    </message>
    <message>
        <source>All in one table</source>
        <translation>Alle in einer Tabelle</translation>
    </message>
    <message>
        <source>Also as a table for other programs (CSV)</source>
        <translation>Auch als Tabelle für andere Programme (CSV)</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Analyse the scan first</source>
        <translation>Erst den Scan auswerten</translation>
    </message>
    <message>
        <source>Annotated ↓  Found →</source>
        <translation>Annotiert ↓  Gefunden →</translation>
    </message>
    <message>
        <source>Annotated, and found as:</source>
        <translation>Annotiert, und gefunden als:</translation>
    </message>
    <message>
        <source>Annotations</source>
        <translation>Annotationen</translation>
    </message>
    <message>
        <source>Area (%)</source>
        <translation>Fläche (%)</translation>
    </message>
    <message>
        <source>As in the file</source>
        <translation>Wie in der Datei</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>At most {most:,} rows can be copied; save the report for all of them.</source>
        <translation>Höchstens {most:,} Zeilen lassen sich kopieren; der Bericht enthält alle.</translation>
    </message>
    <message>
        <source>Blanks</source>
        <translation>Blindproben</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>By {column}</source>
        <translation>Nach {column}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>Diagramm</translation>
    </message>
    <message>
        <source>Chart of particles</source>
        <translation>Diagramm der Partikel</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Charts appear here when the scan has been analysed.</source>
        <translation>Hier erscheinen Diagramme, sobald der Scan ausgewertet ist.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Einen Ordner wählen.</translation>
    </message>
    <message>
        <source>Choose another name: this file exists already.</source>
        <translation>Einen anderen Namen wählen: Diese Datei gibt es schon.</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>Spalten wählen</translation>
    </message>
    <message>
        <source>Choose columns…</source>
        <translation>Spalten wählen…</translation>
    </message>
    <message>
        <source>Choose the columns of the table</source>
        <translation>Die Spalten der Tabelle wählen</translation>
    </message>
    <message>
        <source>Choose the result of a blank, or a folder with those of several</source>
        <translation>Das Ergebnis einer Blindprobe wählen oder einen Ordner mit mehreren</translation>
    </message>
    <message>
        <source>Choose what to save.</source>
        <translation>Wählen, was gespeichert wird.</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Class {name}</source>
        <translation>Klasse {name}</translation>
    </message>
    <message>
        <source>Class, uncertainty and number of the particle of every pixel</source>
        <translation>Klasse, Unsicherheit und Partikelnummer jedes Pixels</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Classes in colour</source>
        <translation>Klassen in Farbe</translation>
    </message>
    <message>
        <source>Classes shown</source>
        <translation>Gezeigte Klassen</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Click a particle to correct it, more with Ctrl held.</source>
        <translation>Ein Partikel anklicken, um es zu korrigieren; mehrere mit Strg.</translation>
    </message>
    <message>
        <source>Close this line</source>
        <translation>Diese Zeile schließen</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Spalte</translation>
    </message>
    <message>
        <source>Column across</source>
        <translation>Spalte der waagrechten Achse</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Combined workbook</source>
        <translation>Gemeinsame Arbeitsmappe</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Compare with result</source>
        <translation>Mit Ergebnis vergleichen</translation>
    </message>
    <message>
        <source>Compare {column} with a number, as in area &gt; 50</source>
        <translation>{column} mit einer Zahl vergleichen, wie in Fläche &gt; 50</translation>
    </message>
    <message>
        <source>Comparing {name}</source>
        <translation>Vergleicht {name}</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy or save this chart</source>
        <translation>Dieses Diagramm kopieren oder speichern</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Copy the table, to paste it into a spreadsheet</source>
        <translation>Die Tabelle kopieren, um sie in eine Tabellenkalkulation einzufügen</translation>
    </message>
    <message>
        <source>Copy “{text}”</source>
        <translation>„{text}“ kopieren</translation>
    </message>
    <message>
        <source>Copying rows</source>
        <translation>Kopiert Zeilen</translation>
    </message>
    <message>
        <source>Cumulative line</source>
        <translation>Summenkurve</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Trennen</translation>
    </message>
    <message>
        <source>D10, D50 and D90</source>
        <translation>D10, D50 und D90</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Draw across a particle to take it apart</source>
        <translation>Quer über ein Partikel ziehen, um es zu trennen</translation>
    </message>
    <message>
        <source>Draw around a new particle, or click its corners</source>
        <translation>Ein neues Partikel umfahren oder seine Ecken anklicken</translation>
    </message>
    <message>
        <source>Drawing particles</source>
        <translation>Zeichnet Partikel</translation>
    </message>
    <message>
        <source>Drawing the chart</source>
        <translation>Zeichnet das Diagramm</translation>
    </message>
    <message>
        <source>Drop a scan here</source>
        <translation>Scan hier ablegen</translation>
    </message>
    <message>
        <source>Drop a scan here, or press to choose one</source>
        <translation>Scan hier ablegen oder drücken, um einen zu wählen</translation>
    </message>
    <message>
        <source>Drop outlines here: GeoJSON, as QuPath exports it.</source>
        <translation>Umrisse hier ablegen: GeoJSON, wie QuPath es exportiert.</translation>
    </message>
    <message>
        <source>Each particle with its number, over the scan and alone</source>
        <translation>Jedes Partikel mit seiner Nummer, über dem Scan und allein</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Every correction is listed here, with who made it</source>
        <translation>Jede Korrektur steht hier, mit dem Namen dessen, der sie gemacht hat</translation>
    </message>
    <message>
        <source>Every particle has been reviewed</source>
        <translation>Jedes Partikel ist geprüft</translation>
    </message>
    <message>
        <source>Every particle, for R, Python or any spreadsheet</source>
        <translation>Jedes Partikel, für R, Python oder eine Tabellenkalkulation</translation>
    </message>
    <message>
        <source>Every trace or particle of a scan: found, classed and measured.</source>
        <translation>Jede Spur und jedes Partikel eines Scans: gefunden, klassifiziert und gemessen.</translation>
    </message>
    <message>
        <source>Excel report</source>
        <translation>Excel-Bericht</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel-Arbeitsmappe (*.xlsx)</translation>
    </message>
    <message>
        <source>Fibres, hairs, skin, glass</source>
        <translation>Fasern, Haare, Haut, Glas</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Find particles</source>
        <translation>Partikel suchen</translation>
    </message>
    <message>
        <source>Find: red, 1204, area &gt; 50</source>
        <translation>Suchen: rot, 1204, Fläche &gt; 50</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Ordner für den Bericht</translation>
    </message>
    <message>
        <source>Following outlines</source>
        <translation>Verfolgt Umrisse</translation>
    </message>
    <message>
        <source>Found as the same class</source>
        <translation>Als dieselbe Klasse gefunden</translation>
    </message>
    <message>
        <source>Found, but as another class</source>
        <translation>Gefunden, aber als andere Klasse</translation>
    </message>
    <message>
        <source>Found, but not annotated</source>
        <translation>Gefunden, aber nicht annotiert</translation>
    </message>
    <message>
        <source>From the next start of the program on</source>
        <translation>Ab dem nächsten Start des Programms</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Go to particle</source>
        <translation>Zum Partikel gehen</translation>
    </message>
    <message>
        <source>Go to the next particle that nobody has reviewed, unsure ones first</source>
        <translation>Zum nächsten ungeprüften Partikel gehen, unsichere zuerst</translation>
    </message>
    <message>
        <source>Hide this column</source>
        <translation>Diese Spalte ausblenden</translation>
    </message>
    <message>
        <source>Hide {name}</source>
        <translation>{name} ausblenden</translation>
    </message>
    <message>
        <source>How far do outlines and result agree?</source>
        <translation>Wie weit stimmen Umrisse und Ergebnis überein?</translation>
    </message>
    <message>
        <source>How sure the analysis is: bright places deserve a second look</source>
        <translation>Wie sicher die Auswertung ist: Helle Stellen verdienen einen zweiten Blick</translation>
    </message>
    <message>
        <source>Import outlines</source>
        <translation>Umrisse importieren</translation>
    </message>
    <message>
        <source>Import outlines…</source>
        <translation>Umrisse importieren…</translation>
    </message>
    <message>
        <source>Imported or drawn shapes</source>
        <translation>Importierte oder gezeichnete Formen</translation>
    </message>
    <message>
        <source>Imported outlines</source>
        <translation>Importierte Umrisse</translation>
    </message>
    <message>
        <source>Keep both: the new files get a number</source>
        <translation>Beide behalten: Die neuen Dateien bekommen eine Nummer</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Largest or smallest first</source>
        <translation>Größte oder kleinste zuerst</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Learn from annotated scans, and make a pack that finds the same in others</source>
        <translation>Lernt aus annotierten Scans und erstellt ein Modellpaket, das Gleiches in anderen findet</translation>
    </message>
    <message>
        <source>Log of the review</source>
        <translation>Protokoll der Prüfung</translation>
    </message>
    <message>
        <source>Log-normal fit</source>
        <translation>Log-Normal-Anpassung</translation>
    </message>
    <message>
        <source>Logarithmic axes</source>
        <translation>Logarithmische Achsen</translation>
    </message>
    <message>
        <source>Logarithmic sizes</source>
        <translation>Logarithmische Größen</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Sucht</translation>
    </message>
    <message>
        <source>Looking for recent scans</source>
        <translation>Sucht die zuletzt geöffneten Scans</translation>
    </message>
    <message>
        <source>Make one particle of the selected ones</source>
        <translation>Aus den gewählten Partikeln eines machen</translation>
    </message>
    <message>
        <source>Making coarse levels</source>
        <translation>Berechnet grobe Auflösungsstufen</translation>
    </message>
    <message>
        <source>Maps (TIFF)</source>
        <translation>Karten (TIFF)</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Nanoparticles</source>
        <translation>Nanopartikel</translation>
    </message>
    <message>
        <source>No particle passes the filter.</source>
        <translation>Kein Partikel erfüllt den Filter.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Note (Enter keeps it)</source>
        <translation>Notiz (Eingabetaste speichert sie)</translation>
    </message>
    <message>
        <source>Note on the selected particle</source>
        <translation>Notiz zum gewählten Partikel</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>Nichts zu wiederholen</translation>
    </message>
    <message>
        <source>Nothing to review yet</source>
        <translation>Noch nichts zu prüfen</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>Nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>Number of particles in a blank</source>
        <translation>Anzahl der Partikel in einer Blindprobe</translation>
    </message>
    <message>
        <source>Numbered pictures</source>
        <translation>Nummerierte Bilder</translation>
    </message>
    <message>
        <source>Of it counted</source>
        <translation>Davon gezählt</translation>
    </message>
    <message>
        <source>Open a sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Opened {when}</source>
        <translation>Geöffnet: {when}</translation>
    </message>
    <message>
        <source>Opens in QuPath, with classes and measurements</source>
        <translation>Öffnet sich in QuPath, mit Klassen und Messwerten</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>Umriss</translation>
    </message>
    <message>
        <source>Outlines</source>
        <translation>Umrisse</translation>
    </message>
    <message>
        <source>Outlines (GeoJSON)</source>
        <translation>Umrisse (GeoJSON)</translation>
    </message>
    <message>
        <source>Outlines ({kinds});;All files (*)</source>
        <translation>Umrisse ({kinds});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Outlines in the file</source>
        <translation>Umrisse in der Datei</translation>
    </message>
    <message>
        <source>Outlines with classes (GeoJSON)</source>
        <translation>Umrisse mit Klassen (GeoJSON)</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Overview picture</source>
        <translation>Übersichtsbild</translation>
    </message>
    <message>
        <source>Paint: begin on a particle to enlarge it, beside them to make a new one. Alt erases, Ctrl paints over others, comma and period change the size</source>
        <translation>Malen: auf einem Partikel beginnen, um es zu vergrößern, daneben für ein neues. Alt radiert, Strg übermalt andere, Komma und Punkt ändern die Größe</translation>
    </message>
    <message>
        <source>Particle {id} · {name}</source>
        <translation>Partikel {id} · {name}</translation>
    </message>
    <message>
        <source>Particles</source>
        <translation>Partikel</translation>
    </message>
    <message>
        <source>Particles (%)</source>
        <translation>Partikel (%)</translation>
    </message>
    <message>
        <source>Particles appear here when the scan has been analysed.</source>
        <translation>Hier erscheinen die Partikel, sobald der Scan ausgewertet ist.</translation>
    </message>
    <message>
        <source>Particles by size class and shape</source>
        <translation>Partikel nach Größenklasse und Form</translation>
    </message>
    <message>
        <source>Particles found and right: 2 × correct ÷ (annotated + found), matched at IoU &gt; 0.5</source>
        <translation>Gefundene richtige Partikel: 2 × richtige ÷ (annotierte + gefundene), zugeordnet bei IoU &gt; 0.5</translation>
    </message>
    <message>
        <source>Particles reviewed</source>
        <translation>Geprüfte Partikel</translation>
    </message>
    <message>
        <source>Particles, scale bar</source>
        <translation>Partikel, Maßstabsbalken</translation>
    </message>
    <message>
        <source>Picture of the stack</source>
        <translation>Bild des Stapels</translation>
    </message>
    <message>
        <source>Picture of the view</source>
        <translation>Bild der Ansicht</translation>
    </message>
    <message>
        <source>Pictures of the particles</source>
        <translation>Bilder der Partikel</translation>
    </message>
    <message>
        <source>Pictures of the particles appear here when the scan has been analysed.</source>
        <translation>Hier erscheinen Bilder der Partikel, sobald der Scan ausgewertet ist.</translation>
    </message>
    <message>
        <source>Pictures with labels (PNG)</source>
        <translation>Bilder mit Labels (PNG)</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Plus and minus zoom, arrows move, Home shows all</source>
        <translation>Plus und Minus zoomen, Pfeiltasten verschieben, Pos1 zeigt alles</translation>
    </message>
    <message>
        <source>Progress of saving</source>
        <translation>Fortschritt des Speicherns</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>Liest {name}</translation>
    </message>
    <message>
        <source>Recent scans</source>
        <translation>Zuletzt geöffnete Scans</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Remove blank {index}</source>
        <translation>Blindprobe {index} entfernen</translation>
    </message>
    <message>
        <source>Remove these outlines from the scan; the file stays</source>
        <translation>Diese Umrisse vom Scan entfernen; die Datei bleibt</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Reset the filter</source>
        <translation>Filter zurücksetzen</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Results of blanks</source>
        <translation>Ergebnisse von Blindproben</translation>
    </message>
    <message>
        <source>Results to combine</source>
        <translation>Ergebnisse zum Zusammenfassen</translation>
    </message>
    <message>
        <source>Right, next</source>
        <translation>Richtig, weiter</translation>
    </message>
    <message>
        <source>SEM micrograph</source>
        <translation>REM-Aufnahme</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Als CSV speichern…</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>Als PNG speichern…</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>Als SVG speichern…</translation>
    </message>
    <message>
        <source>Save chart</source>
        <translation>Diagramm speichern</translation>
    </message>
    <message>
        <source>Save for training</source>
        <translation>Für das Training speichern</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Save report of {name}</source>
        <translation>Bericht von {name} speichern</translation>
    </message>
    <message>
        <source>Save table</source>
        <translation>Tabelle speichern</translation>
    </message>
    <message>
        <source>Save the comparison</source>
        <translation>Vergleich speichern</translation>
    </message>
    <message numerus="yes">
        <source>Saved {file} in {folder}</source>
        <comment>Saved {n} files of {name} in {folder}</comment>
        <translation>
            <numerusform>{file} in {folder} gespeichert</numerusform>
            <numerusform>{n} Dateien von {name} in {folder} gespeichert</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved: {name}</source>
        <translation>Gespeichert: {name}</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saving the comparison</source>
        <translation>Speichert den Vergleich</translation>
    </message>
    <message>
        <source>Saving {name}</source>
        <translation>Speichert {name}</translation>
    </message>
    <message>
        <source>Saving {name}: {step}</source>
        <translation>Speichert {name}: {step}</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Scan</translation>
    </message>
    <message>
        <source>Select all shown</source>
        <translation>Alle gezeigten wählen</translation>
    </message>
    <message>
        <source>Select with a lasso</source>
        <translation>Mit dem Lasso wählen</translation>
    </message>
    <message>
        <source>Selected particles, and what is drawn next, are {name}</source>
        <translation>Gewählte Partikel und das nächste gezeichnete sind {name}</translation>
    </message>
    <message>
        <source>Selected particles, and what is drawn next, are {name} ({key})</source>
        <translation>Gewählte Partikel und das nächste gezeichnete sind {name} ({key})</translation>
    </message>
    <message>
        <source>Selection</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Several scans in one table</source>
        <translation>Mehrere Scans in einer Tabelle</translation>
    </message>
    <message>
        <source>Share of pixels that both call this class, of those that either does</source>
        <translation>Anteil der Pixel, die beide so klassifizieren, an denen, die eines von beiden so klassifiziert</translation>
    </message>
    <message>
        <source>Share of the area</source>
        <translation>Anteil an der Fläche</translation>
    </message>
    <message>
        <source>Share of what was annotated that was found, in pixels</source>
        <translation>Anteil des Annotierten, der gefunden wurde, in Pixeln</translation>
    </message>
    <message>
        <source>Share of what was found that is right, in pixels</source>
        <translation>Anteil des Gefundenen, der richtig ist, in Pixeln</translation>
    </message>
    <message>
        <source>Show all particles</source>
        <translation>Alle Partikel zeigen</translation>
    </message>
    <message>
        <source>Show all particles again</source>
        <translation>Wieder alle Partikel zeigen</translation>
    </message>
    <message>
        <source>Show only particles of these classes</source>
        <translation>Nur Partikel dieser Klassen zeigen</translation>
    </message>
    <message>
        <source>Show only this class</source>
        <translation>Nur diese Klasse zeigen</translation>
    </message>
    <message>
        <source>Show only {name}</source>
        <translation>Nur {name} zeigen</translation>
    </message>
    <message>
        <source>Show outlines from QuPath or another program over the scan</source>
        <translation>Umrisse aus QuPath oder einem anderen Programm über dem Scan zeigen</translation>
    </message>
    <message>
        <source>Show the saved files</source>
        <translation>Die gespeicherten Dateien zeigen</translation>
    </message>
    <message>
        <source>Show the scan as it is</source>
        <translation>Den Scan zeigen, wie er ist</translation>
    </message>
    <message>
        <source>Show this channel; one alone is shown in grey</source>
        <translation>Diesen Kanal zeigen; einer allein erscheint in Grau</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>Size of the brush on the screen; zoom in for finer work (, and .)</source>
        <translation>Größe des Pinsels auf dem Bildschirm; für feinere Arbeit hineinzoomen (, und .)</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>Größe der Bilder</translation>
    </message>
    <message>
        <source>Sizes</source>
        <translation>Größen</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Sort ascending</source>
        <translation>Aufsteigend sortieren</translation>
    </message>
    <message>
        <source>Sort descending</source>
        <translation>Absteigend sortieren</translation>
    </message>
    <message>
        <source>Sort the pictures by</source>
        <translation>Bilder sortieren nach</translation>
    </message>
    <message>
        <source>Sort the pictures by this column</source>
        <translation>Die Bilder nach dieser Spalte sortieren</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Stained microplastics</source>
        <translation>Gefärbtes Mikroplastik</translation>
    </message>
    <message>
        <source>Stop saving; files that are complete stay</source>
        <translation>Speichern abbrechen; vollständige Dateien bleiben</translation>
    </message>
    <message>
        <source>Stopped saving {name}</source>
        <translation>Speichern von {name} abgebrochen</translation>
    </message>
    <message numerus="yes">
        <source>Stopped saving {name}; {n} complete file stays</source>
        <comment>Stopped saving {name}; {n} complete files stay</comment>
        <translation>
            <numerusform>Speichern von {name} abgebrochen; {n} vollständige Datei bleibt</numerusform>
            <numerusform>Speichern von {name} abgebrochen; {n} vollständige Dateien bleiben</numerusform>
        </translation>
    </message>
    <message>
        <source>Strength of {layer}</source>
        <translation>Deckkraft von {layer}</translation>
    </message>
    <message>
        <source>Strength: {percent}%</source>
        <translation>Deckkraft: {percent} %</translation>
    </message>
    <message>
        <source>Summary, every particle, charts, provenance</source>
        <translation>Zusammenfassung, jedes Partikel, Diagramme, Herkunft</translation>
    </message>
    <message>
        <source>TEM micrograph</source>
        <translation>TEM-Aufnahme</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>Tabelle (CSV)</translation>
    </message>
    <message>
        <source>Take pixels away; what falls apart becomes several particles</source>
        <translation>Pixel wegnehmen; was zerfällt, wird zu mehreren Partikeln</translation>
    </message>
    <message>
        <source>Take the reviewed mark back</source>
        <translation>Als ungeprüft markieren</translation>
    </message>
    <message>
        <source>Take the selected particle apart at its neck</source>
        <translation>Das gewählte Partikel an der Engstelle teilen</translation>
    </message>
    <message>
        <source>Tape lift</source>
        <translation>Klebebandabzug</translation>
    </message>
    <message>
        <source>Teach it what to find</source>
        <translation>Anlernen, was zu finden ist</translation>
    </message>
    <message>
        <source>The analysis found no particles.</source>
        <translation>Die Auswertung hat keine Partikel gefunden.</translation>
    </message>
    <message>
        <source>The chart is not saved: {error}</source>
        <translation>Das Diagramm ist nicht gespeichert: {error}</translation>
    </message>
    <message>
        <source>The counts of the sample</source>
        <translation>Die Zählung der Probe</translation>
    </message>
    <message>
        <source>The edge of every particle; magenta where a clump was taken apart</source>
        <translation>Der Rand jedes Partikels; magenta, wo ein Haufen getrennt wurde</translation>
    </message>
    <message>
        <source>The folder</source>
        <translation>Der Ordner</translation>
    </message>
    <message>
        <source>The particle is right: mark it and go on (Ctrl+Enter)</source>
        <translation>Das Partikel ist richtig: markieren und weiter (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>The particles are listed as soon as the analysis has measured them.</source>
        <translation>Die Partikel werden aufgelistet, sobald die Auswertung sie vermessen hat.</translation>
    </message>
    <message>
        <source>The particles that are selected</source>
        <translation>Die gewählten Partikel</translation>
    </message>
    <message>
        <source>The picture is copied.</source>
        <translation>Das Bild ist kopiert.</translation>
    </message>
    <message>
        <source>The picture itself</source>
        <translation>Das Bild selbst</translation>
    </message>
    <message>
        <source>The result has changed since: compare again.</source>
        <translation>Das Ergebnis hat sich seither geändert: bitte neu vergleichen.</translation>
    </message>
    <message>
        <source>The selected particles are none (Del)</source>
        <translation>Die gewählten sind keine Partikel (Entf)</translation>
    </message>
    <message>
        <source>The whole scan with outlines, legend and scale bar</source>
        <translation>Der ganze Scan mit Umrissen, Legende und Maßstabsbalken</translation>
    </message>
    <message>
        <source>There is no column “{name}”. There are, for example: {known}.</source>
        <translation>Es gibt keine Spalte „{name}“. Es gibt zum Beispiel: {known}.</translation>
    </message>
    <message>
        <source>This is no blank of the sample</source>
        <translation>Dies ist keine Blindprobe zur Probe</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Turn the order round</source>
        <translation>Reihenfolge umkehren</translation>
    </message>
    <message>
        <source>Type a number, such as 12.5</source>
        <translation>Eine Zahl eingeben, zum Beispiel 12.5</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Unsicherheit</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Unmark</source>
        <translation>Ungeprüft</translation>
    </message>
    <message>
        <source>Usual columns</source>
        <translation>Übliche Spalten</translation>
    </message>
    <message>
        <source>Weighted by area</source>
        <translation>Nach Fläche gewichtet</translation>
    </message>
    <message>
        <source>What each place was found to be, one colour per class</source>
        <translation>Als was jede Stelle erkannt wurde, eine Farbe je Klasse</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>Was das Diagramm zeigt</translation>
    </message>
    <message>
        <source>What the view shows now, layers included</source>
        <translation>Was die Ansicht jetzt zeigt, samt Ebenen</translation>
    </message>
    <message>
        <source>What you have reviewed, as examples from which a network learns</source>
        <translation>Was Sie geprüft haben, als Beispiele, aus denen ein Netz lernt</translation>
    </message>
    <message>
        <source>When an analysis is done, look through its particles here and correct them.</source>
        <translation>Wenn eine Auswertung fertig ist, hier ihre Partikel durchsehen und korrigieren.</translation>
    </message>
    <message>
        <source>Where you are: click or drag to move</source>
        <translation>Wo Sie sind: klicken oder ziehen zum Verschieben</translation>
    </message>
    <message>
        <source>Whole filter</source>
        <translation>Ganzer Filter</translation>
    </message>
    <message>
        <source>Words are looked for in classes and colours, a number is a particle&apos;s own.
red fibre
1204
area &gt; 50
5 µm &lt; diameter &lt; 20 µm
uncertainty &gt; 30% and not glass
touches border</source>
        <translation>Wörter werden in Klassen und Farben gesucht, eine Zahl ist die Nummer eines Partikels.
rot Faser
1204
Fläche &gt; 50
5 µm &lt; Durchmesser &lt; 20 µm
Unsicherheit &gt; 30% und nicht Glas
berührt Rand</translation>
    </message>
    <message>
        <source>Write a comparison like: area &gt; 50</source>
        <translation>Einen Vergleich so schreiben: Fläche &gt; 50</translation>
    </message>
    <message>
        <source>Write the whole path of the folder, or choose it.</source>
        <translation>Den ganzen Pfad des Ordners schreiben oder ihn wählen.</translation>
    </message>
    <message>
        <source>You may not write to {nearest}: choose another folder.</source>
        <translation>Sie dürfen nicht nach {nearest} schreiben: bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>against</source>
        <comment>one column against another</comment>
        <translation>gegen</translation>
    </message>
    <message>
        <source>all</source>
        <comment>particles</comment>
        <translation>alle</translation>
    </message>
    <message>
        <source>all that was analysed</source>
        <translation>alles, was ausgewertet wurde</translation>
    </message>
    <message>
        <source>class {number}</source>
        <translation>Klasse {number}</translation>
    </message>
    <message>
        <source>log-normal: geometric mean {mean}, geometric SD {sd}</source>
        <translation>log-normal: geometrischer Mittelwert {mean}, geometrische SD {sd}</translation>
    </message>
    <message>
        <source>mean {mean} · SD {sd} · D10 {d10} · D50 {d50} · D90 {d90} {unit}</source>
        <translation>Mittelwert {mean} · SD {sd} · D10 {d10} · D50 {d50} · D90 {d90} {unit}</translation>
    </message>
    <message>
        <source>no class</source>
        <translation>ohne Klasse</translation>
    </message>
    <message>
        <source>none on this image</source>
        <translation>keine auf diesem Bild</translation>
    </message>
    <message>
        <source>not annotated</source>
        <translation>nicht annotiert</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>ungeprüft</translation>
    </message>
    <message>
        <source>or click to choose one · a folder works, too</source>
        <translation>oder klicken, um einen zu wählen · auch ein Ordner geht</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>eingegeben</translation>
    </message>
    <message>
        <source>uncertainty {uncertainty:.2f}</source>
        <translation>Unsicherheit {uncertainty:.2f}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>{area}, around it {length}</source>
        <translation>{area}, Umfang {length}</translation>
    </message>
    <message>
        <source>{beyond:,} on planes that the scan does not have</source>
        <translation>{beyond:,} auf Bildern, die der Scan nicht hat</translation>
    </message>
    <message>
        <source>{chosen:,} selected</source>
        <translation>{chosen:,} gewählt</translation>
    </message>
    <message numerus="yes">
        <source>{classes} and {n} more class</source>
        <comment>{classes} and {n} more classes</comment>
        <translation>
            <numerusform>{classes} und {n} weitere Klasse</numerusform>
            <numerusform>{classes} und {n} weitere Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>{column} is no number: write {written} = …</source>
        <translation>{column} ist keine Zahl; bitte so schreiben: {written} = …</translation>
    </message>
    <message>
        <source>{column} is told in plain numbers, not in {unit}</source>
        <translation>{column} ist eine reine Zahl, nicht in {unit}</translation>
    </message>
    <message>
        <source>{column} is told in {own}, not in {unit}</source>
        <translation>{column} steht in {own}, nicht in {unit}</translation>
    </message>
    <message>
        <source>{column} is told in {unit}, not in %</source>
        <translation>{column} steht in {unit}, nicht in %</translation>
    </message>
    <message>
        <source>{column} is told in {unit}: the size of a pixel is not known</source>
        <translation>{column} steht in {unit}: Die Pixelgröße ist nicht bekannt</translation>
    </message>
    <message>
        <source>{count:,} annotated as {row}, found as {column}</source>
        <translation>{count:,} annotiert als {row}, gefunden als {column}</translation>
    </message>
    <message>
        <source>{count:,} as {name}</source>
        <translation>{count:,} als {name}</translation>
    </message>
    <message>
        <source>{count} of {total} classes</source>
        <translation>{count} von {total} Klassen</translation>
    </message>
    <message>
        <source>{doing} did not work: a mistake in the program.</source>
        <translation>Das ging nicht ({doing}): ein Fehler im Programm.</translation>
    </message>
    <message>
        <source>{edit}, by {user}</source>
        <translation>{edit}, von {user}</translation>
    </message>
    <message>
        <source>{edit}, by {user}, taken back</source>
        <translation>{edit}, von {user}, zurückgenommen</translation>
    </message>
    <message>
        <source>{frame} of {frames}</source>
        <translation>{frame} von {frames}</translation>
    </message>
    <message>
        <source>{hidden:,} of them hidden by the filter</source>
        <translation>{hidden:,} davon durch den Filter verborgen</translation>
    </message>
    <message numerus="yes">
        <source>{n:,} particle</source>
        <comment>{n:,} particles</comment>
        <translation>
            <numerusform>{n:,} Partikel</numerusform>
            <numerusform>{n:,} Partikel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} particle is selected.</source>
        <comment>{n:,} particles are selected.</comment>
        <translation>
            <numerusform>{n:,} Partikel ist gewählt.</numerusform>
            <numerusform>{n:,} Partikel sind gewählt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} row copied</source>
        <comment>{n:,} rows copied</comment>
        <translation>
            <numerusform>{n:,} Zeile kopiert</numerusform>
            <numerusform>{n:,} Zeilen kopiert</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} is a file, not a folder.</source>
        <translation>{name} ist eine Datei, kein Ordner.</translation>
    </message>
    <message numerus="yes">
        <source>{name} is in this folder already.</source>
        <comment>{n} files of this report are in this folder already.</comment>
        <translation>
            <numerusform>{name} ist schon in diesem Ordner.</numerusform>
            <numerusform>{n} Dateien dieses Berichts sind schon in diesem Ordner.</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}: holds no outlines</source>
        <translation>{name}: enthält keine Umrisse</translation>
    </message>
    <message>
        <source>{name}; double click: as in the file</source>
        <translation>{name}; Doppelklick: wie in der Datei</translation>
    </message>
    <message numerus="yes">
        <source>{n} class</source>
        <comment>{n} classes</comment>
        <translation>
            <numerusform>{n} Klasse</numerusform>
            <numerusform>{n} Klassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} result.</source>
        <comment>{n} results.</comment>
        <translation>
            <numerusform>{n} Ergebnis.</numerusform>
            <numerusform>{n} Ergebnisse.</numerusform>
        </translation>
    </message>
    <message>
        <source>{others:,} on other images</source>
        <translation>{others:,} auf anderen Bildern</translation>
    </message>
    <message>
        <source>{particles}, by area</source>
        <translation>{particles}, nach Fläche</translation>
    </message>
    <message>
        <source>{particles}, by number</source>
        <translation>{particles}, nach Anzahl</translation>
    </message>
    <message>
        <source>{particles}, drawn as density</source>
        <translation>{particles}, als Dichte gezeichnet</translation>
    </message>
    <message numerus="yes">
        <source>{passed:,} of {n:,} particle</source>
        <comment>{passed:,} of {n:,} particles</comment>
        <translation>
            <numerusform>{passed:,} von {n:,} Partikel</numerusform>
            <numerusform>{passed:,} von {n:,} Partikeln</numerusform>
        </translation>
    </message>
    <message>
        <source>{path}: cannot be written</source>
        <translation>{path}: kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>{path}: is there already; choose another name</source>
        <translation>{path}: ist schon da; bitte einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>{seen:,} of {total:,} reviewed</source>
        <translation>{seen:,} von {total:,} geprüft</translation>
    </message>
    <message>
        <source>{title} from {low} to {high} {unit}</source>
        <translation>{title} von {low} bis {high} {unit}</translation>
    </message>
    <message>
        <source>“{text}” is no number of particles; type 0, 1, 2, …</source>
        <translation>„{text}“ ist keine Anzahl von Partikeln; 0, 1, 2, … eingeben</translation>
    </message>
</context>
</TS>

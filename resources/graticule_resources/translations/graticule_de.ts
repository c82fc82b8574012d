<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;1:1</source>
        <translation>&amp;1:1</translation>
    </message>
    <message>
        <source>&amp;About Graticule</source>
        <translation>Über &amp;Graticule</translation>
    </message>
    <message>
        <source>&amp;Analyse</source>
        <translation>&amp;Auswerten</translation>
    </message>
    <message>
        <source>&amp;Analysis</source>
        <translation>A&amp;uswertung</translation>
    </message>
    <message>
        <source>&amp;Brush</source>
        <translation>Pin&amp;sel</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>Abb&amp;rechen</translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation>Kl&amp;assen</translation>
    </message>
    <message>
        <source>&amp;Close scan</source>
        <translation>S&amp;can schließen</translation>
    </message>
    <message>
        <source>&amp;Command palette</source>
        <translation>&amp;Befehlspalette</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>Ver&amp;gleich</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translation>&amp;Zeilen kopieren</translation>
    </message>
    <message>
        <source>&amp;Cut</source>
        <translation>&amp;Trennen</translation>
    </message>
    <message>
        <source>&amp;Dark or light</source>
        <translation>Dunkel oder &amp;hell</translation>
    </message>
    <message>
        <source>&amp;Delete particles</source>
        <translation>Partikel &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Error reports</source>
        <translation>&amp;Fehlerberichte</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Find particles…</source>
        <translation>&amp;Partikel suchen…</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>Voll&amp;bild</translation>
    </message>
    <message>
        <source>&amp;Gallery</source>
        <translation>Ga&amp;lerie</translation>
    </message>
    <message>
        <source>&amp;Go to…</source>
        <translation>&amp;Gehe zu…</translation>
    </message>
    <message>
        <source>&amp;Guide to this protocol</source>
        <translation>&amp;Anleitung zu diesem Protokoll</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Import outlines…</source>
        <translation>U&amp;mrisse importieren…</translation>
    </message>
    <message>
        <source>&amp;Keyboard and mouse</source>
        <translation>&amp;Tastatur und Maus</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Layers</source>
        <translation>&amp;Ebenen</translation>
    </message>
    <message>
        <source>&amp;Map</source>
        <translation>Über&amp;sichtskarte</translation>
    </message>
    <message>
        <source>&amp;Memory for the view</source>
        <translation>Spei&amp;cher für die Ansicht</translation>
    </message>
    <message>
        <source>&amp;Merge particles</source>
        <translation>Partikel &amp;verbinden</translation>
    </message>
    <message>
        <source>&amp;Move and select</source>
        <translation>&amp;Verschieben und wählen</translation>
    </message>
    <message>
        <source>&amp;Networks run on</source>
        <translation>&amp;Netze laufen auf</translation>
    </message>
    <message>
        <source>&amp;Next scan</source>
        <translation>&amp;Nächster Scan</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>&amp;Outlines</source>
        <translation>U&amp;mrisse</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>&amp;Vorschau</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Results folder</source>
        <translation>&amp;Ergebnisordner</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>Prüf&amp;ung</translation>
    </message>
    <message>
        <source>&amp;Right, next one</source>
        <translation>Rich&amp;tig, nächstes</translation>
    </message>
    <message>
        <source>&amp;Save report</source>
        <translation>&amp;Bericht speichern</translation>
    </message>
    <message>
        <source>&amp;Teach it what to find…</source>
        <translation>A&amp;nlernen, was zu finden ist…</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;Uncertainty</source>
        <translation>&amp;Unsicherheit</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>&amp;Fenster</translation>
    </message>
    <message>
        <source>&amp;Your name</source>
        <translation>&amp;Ihr Name</translation>
    </message>
    <message>
        <source>({count:,} without a value left out)</source>
        <translation>({count:,} ohne Wert ausgelassen)</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 Bild</translation>
    </message>
    <message>
        <source>1 result: tick more to compare them.</source>
        <translation>1 Ergebnis: weitere ankreuzen, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>1 to 9</source>
        <translation>1 bis 9</translation>
    </message>
    <message>
        <source>10 minutes, for a first look</source>
        <translation>10 Minuten, für einen ersten Eindruck</translation>
    </message>
    <message>
        <source>100% · 1,000 Mpx/min · about 59 min left</source>
        <translation>100% · 1 000 Mpx/min · noch etwa 59 min</translation>
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
        <source>20 minutes</source>
        <translation>20 Minuten</translation>
    </message>
    <message>
        <source>4 hours</source>
        <translation>4 Stunden</translation>
    </message>
    <message>
        <source>A fibre or hair is one and the same on both sides of what lies on top of it, up to this width.</source>
        <translation>Eine Faser oder ein Haar ist beiderseits dessen, was darauf liegt, ein und dasselbe, bis zu dieser Breite.</translation>
    </message>
    <message>
        <source>A folder with scans and their outlines, or images and labels</source>
        <translation>Ein Ordner mit Scans und ihren Umrissen oder mit Bildern und Labels</translation>
    </message>
    <message>
        <source>A mistake in the program. Your work goes on; a report is in {name}.</source>
        <translation>Ein Fehler im Programm. Die Arbeit geht weiter; ein Bericht steht in {name}.</translation>
    </message>
    <message>
        <source>A number on the whole filter</source>
        <translation>Eine Anzahl auf dem ganzen Filter</translation>
    </message>
    <message>
        <source>A pixel has a size above nothing</source>
        <translation>Ein Pixel ist größer als nichts</translation>
    </message>
    <message>
        <source>A pixel is larger than nothing</source>
        <translation>Ein Pixel ist größer als nichts</translation>
    </message>
    <message>
        <source>A place (such as 1200, 340) or the number of a particle:</source>
        <translation>Eine Stelle (wie 1200, 340) oder die Nummer eines Partikels:</translation>
    </message>
    <message>
        <source>A recipe as a TOML file</source>
        <translation>Ein Rezept als TOML-Datei</translation>
    </message>
    <message>
        <source>A recipe of my own…</source>
        <translation>Ein eigenes Rezept…</translation>
    </message>
    <message>
        <source>A result&apos;s folder, or a folder with many of them</source>
        <translation>Der Ordner eines Ergebnisses oder ein Ordner mit vielen davon</translation>
    </message>
    <message>
        <source>A short guide</source>
        <translation>Eine kurze Anleitung</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>About Graticule</source>
        <translation>Über Graticule</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add a shape class</source>
        <translation>Formklasse hinzufügen</translation>
    </message>
    <message>
        <source>Add at least one more: one to learn from, one to test on.</source>
        <translation>Mindestens noch eines hinzufügen: eines zum Lernen, eines zum Testen.</translation>
    </message>
    <message>
        <source>Add results…</source>
        <translation>Ergebnisse hinzufügen…</translation>
    </message>
    <message>
        <source>Add scans…</source>
        <translation>Scans hinzufügen…</translation>
    </message>
    <message>
        <source>Add to the selection</source>
        <translation>Zur Auswahl hinzufügen</translation>
    </message>
    <message>
        <source>Agreement by class</source>
        <translation>Übereinstimmung je Klasse</translation>
    </message>
    <message>
        <source>Agreement of the areas</source>
        <translation>Übereinstimmung der Flächen</translation>
    </message>
    <message>
        <source>Agreement of the areas, all classes</source>
        <translation>Übereinstimmung der Flächen, alle Klassen</translation>
    </message>
    <message>
        <source>Agreement of the areas, {kind}</source>
        <translation>Übereinstimmung der Flächen, {kind}</translation>
    </message>
    <message>
        <source>Agreement of the single particles</source>
        <translation>Übereinstimmung der einzelnen Partikel</translation>
    </message>
    <message>
        <source>Agreement with the test images</source>
        <translation>Übereinstimmung mit den Testbildern</translation>
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
        <source>All in one table…</source>
        <translation>Alle in einer Tabelle…</translation>
    </message>
    <message>
        <source>All others</source>
        <translation>Alle anderen</translation>
    </message>
    <message>
        <source>All shortcuts on one sheet</source>
        <translation>Alle Tastenkürzel auf einem Blatt</translation>
    </message>
    <message>
        <source>Also as a table for other programs (CSV)</source>
        <translation>Auch als Tabelle für andere Programme (CSV)</translation>
    </message>
    <message>
        <source>Also runs the network where the scan looks empty.</source>
        <translation>Lässt das Netz auch dort laufen, wo der Scan leer aussieht.</translation>
    </message>
    <message>
        <source>Also where one ends and the next begins</source>
        <translation>Auch, wo eines endet und das nächste beginnt</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>An analysis is running</source>
        <translation>Eine Auswertung läuft</translation>
    </message>
    <message>
        <source>An earlier review belongs to another analysis of this scan. It is kept beside the new one, and not applied</source>
        <translation>Eine frühere Prüfung gehört zu einer anderen Auswertung dieses Scans. Sie wird neben der neuen aufgehoben und nicht angewandt</translation>
    </message>
    <message>
        <source>Analyse</source>
        <translation>Auswerten</translation>
    </message>
    <message>
        <source>Analyse a &amp;drawn region</source>
        <translation>Ge&amp;zeichneten Bereich auswerten</translation>
    </message>
    <message>
        <source>Analyse all &amp;images of the stack</source>
        <translation>Alle &amp;Bilder des Stapels auswerten</translation>
    </message>
    <message>
        <source>Analyse all {count}</source>
        <translation>Alle {count} auswerten</translation>
    </message>
    <message>
        <source>Analyse anew</source>
        <translation>Neu auswerten</translation>
    </message>
    <message>
        <source>Analyse only a part of the scan</source>
        <translation>Nur einen Teil des Scans auswerten</translation>
    </message>
    <message>
        <source>Analyse the &amp;visible part</source>
        <translation>&amp;Sichtbaren Teil auswerten</translation>
    </message>
    <message>
        <source>Analyse the scan first</source>
        <translation>Erst den Scan auswerten</translation>
    </message>
    <message>
        <source>Analyse what the view shows now</source>
        <translation>Auswerten, was die Ansicht jetzt zeigt</translation>
    </message>
    <message>
        <source>Analyses</source>
        <translation>Auswertungen</translation>
    </message>
    <message>
        <source>Analysis of this scan</source>
        <translation>Auswertung dieses Scans</translation>
    </message>
    <message>
        <source>Annotated scans</source>
        <translation>Annotierte Scans</translation>
    </message>
    <message>
        <source>Annotated scans to test on</source>
        <translation>Annotierte Scans zum Testen</translation>
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
        <source>Any file (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple-Grafik</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple-Grafik (MPS)</translation>
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
        <source>As long as the recipe says</source>
        <translation>So lange, wie das Rezept sagt</translation>
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
        <source>Automatic (the fastest)</source>
        <translation>Automatisch (am schnellsten)</translation>
    </message>
    <message>
        <source>Automatic threshold</source>
        <translation>Automatischer Schwellenwert</translation>
    </message>
    <message>
        <source>Average eight views</source>
        <translation>Acht Ansichten mitteln</translation>
    </message>
    <message>
        <source>Average eight views (8 × slower)</source>
        <translation>8 Ansichten mitteln (8 × länger)</translation>
    </message>
    <message>
        <source>Averages eight turned and mirrored views: eight times as long, a little better, a better uncertainty.</source>
        <translation>Mittelt acht gedrehte und gespiegelte Ansichten: dauert achtmal so lang, etwas besser, mit besserer Unsicherheit.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Back; what is being learned goes on</source>
        <translation>Zurück; das Training läuft weiter</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
    <message>
        <source>Begin anew, even if done before</source>
        <translation>Neu beginnen, auch Fertiges</translation>
    </message>
    <message>
        <source>Black to white</source>
        <translation>Schwarz bis Weiß</translation>
    </message>
    <message>
        <source>Black to white: {error}</source>
        <translation>Schwarz bis Weiß: {error}</translation>
    </message>
    <message>
        <source>Blanks</source>
        <translation>Blindproben</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
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
        <source>But</source>
        <translation>Ausnahmen</translation>
    </message>
    <message>
        <source>By {column}</source>
        <translation>Nach {column}</translation>
    </message>
    <message>
        <source>C&amp;harts</source>
        <translation>&amp;Diagramme</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>Heißt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Change between the dark and the light theme</source>
        <translation>Zwischen dunklem und hellem Farbschema wechseln</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
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
        <source>Choose anew; no file is touched</source>
        <translation>Neu wählen; keine Datei wird verändert</translation>
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
        <source>Choose scans to analyse</source>
        <translation>Scans zum Auswerten wählen</translation>
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
        <source>Choose what to save, and where</source>
        <translation>Wählen, was gespeichert wird und wo</translation>
    </message>
    <message>
        <source>Choose what to save.</source>
        <translation>Wählen, was gespeichert wird.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Class &amp;{number}</source>
        <translation>Klasse &amp;{number}</translation>
    </message>
    <message>
        <source>Class &amp;{number}: {name}</source>
        <translation>Klasse &amp;{number}: {name}</translation>
    </message>
    <message>
        <source>Class map, uncertainty and labels as OME-TIFF beside the report.</source>
        <translation>Klassenkarte, Unsicherheit und Labels als OME-TIFF neben dem Bericht.</translation>
    </message>
    <message>
        <source>Class of the selected</source>
        <translation>Klasse der gewählten</translation>
    </message>
    <message>
        <source>Class under the mouse</source>
        <translation>Klasse unter der Maus</translation>
    </message>
    <message>
        <source>Class {name}</source>
        <translation>Klasse {name}</translation>
    </message>
    <message>
        <source>Class {number}</source>
        <translation>Klasse {number}</translation>
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
        <source>Classes of which the smallest has another size.</source>
        <translation>Klassen, deren kleinstes Partikel eine andere Größe hat.</translation>
    </message>
    <message>
        <source>Classes shown</source>
        <translation>Gezeigte Klassen</translation>
    </message>
    <message>
        <source>Classes that are cut in another way than the others.</source>
        <translation>Klassen, die anders getrennt werden als die übrigen.</translation>
    </message>
    <message>
        <source>Classes: fibre, glass, oxide… Single particles: all of one kind, told apart where they touch</source>
        <translation>Klassen: Faser, Glas, Oxid… Einzelne Partikel: alle von einer Art, getrennt, wo sie sich berühren</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>Bereinigen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Click a particle to correct it, more with Ctrl held.</source>
        <translation>Ein Partikel anklicken, um es zu korrigieren; mehrere mit Strg.</translation>
    </message>
    <message>
        <source>Click along a path to measure it</source>
        <translation>Einem Pfad entlang klicken, um ihn zu messen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the scan that is shown</source>
        <translation>Den gezeigten Scan schließen</translation>
    </message>
    <message>
        <source>Close this line</source>
        <translation>Diese Zeile schließen</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Co&amp;mbine results…</source>
        <translation>Er&amp;gebnisse zusammenfassen…</translation>
    </message>
    <message>
        <source>Coarser pixels show more at once and are learned faster; empty: as scanned, or as the recipe says</source>
        <translation>Gröbere Pixel zeigen mehr auf einmal und lernen sich schneller; leer: wie gescannt oder wie das Rezept sagt</translation>
    </message>
    <message>
        <source>Colour of class {number}</source>
        <translation>Farbe der Klasse {number}</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
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
        <source>Come with Graticule</source>
        <translation>Mitgeliefert</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Compare it with annotated scans that it has not seen</source>
        <translation>Mit annotierten Scans vergleichen, die es nicht gesehen hat</translation>
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
        <source>Computes on</source>
        <translation>Rechnet auf</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Vertrauensniveau</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Convexity</source>
        <translation>Konvexität</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation>Bil&amp;d kopieren</translation>
    </message>
    <message>
        <source>Copy as &amp;Python</source>
        <translation>Als &amp;Python kopieren</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
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
        <source>Copy the calls that repeat the analysis and the corrections</source>
        <translation>Die Aufrufe kopieren, die Auswertung und Korrekturen wiederholen</translation>
    </message>
    <message>
        <source>Copy the reason and the details</source>
        <translation>Grund und Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copy the rows of the table for a spreadsheet</source>
        <translation>Die Zeilen der Tabelle für eine Tabellenkalkulation kopieren</translation>
    </message>
    <message>
        <source>Copy the table, to paste it into a spreadsheet</source>
        <translation>Die Tabelle kopieren, um sie in eine Tabellenkalkulation einzufügen</translation>
    </message>
    <message>
        <source>Copy the view as a picture</source>
        <translation>Die Ansicht als Bild kopieren</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>Versionen kopieren</translation>
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
        <source>Correct it and add the files again, or leave them out.</source>
        <translation>Berichtigen und die Dateien neu hinzufügen, oder sie weglassen.</translation>
    </message>
    <message>
        <source>Correcting a result</source>
        <translation>Ein Ergebnis korrigieren</translation>
    </message>
    <message>
        <source>Count each colour for itself</source>
        <translation>Jede Farbe für sich zählen</translation>
    </message>
    <message>
        <source>Count from the slide&apos;s scanned part</source>
        <translation>Ab dem gescannten Teil des Objektträgers zählen</translation>
    </message>
    <message>
        <source>Count per filter and sample</source>
        <translation>Je Filter und Probe zählen</translation>
    </message>
    <message>
        <source>Ctrl and click</source>
        <translation>Strg und Klick</translation>
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
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Dark or bright particles on an even ground. Wants a graphics card.</source>
        <translation>Dunkle oder helle Partikel auf gleichmäßigem Grund. Braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>Darker or brighter than the background.</source>
        <translation>Dunkler oder heller als der Hintergrund.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete “{title}” for good?</source>
        <translation>„{title}“ endgültig löschen?</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Details of the failure</source>
        <translation>Einzelheiten des Fehlers</translation>
    </message>
    <message>
        <source>Detected from</source>
        <translation>Nachgewiesen ab</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Do not learn from this; the file stays</source>
        <translation>Hieraus nicht lernen; die Datei bleibt</translation>
    </message>
    <message>
        <source>Do not learn from {name}</source>
        <translation>Nicht aus {name} lernen</translation>
    </message>
    <message>
        <source>Do not offer this training again; its folder stays</source>
        <translation>Dieses Training nicht mehr anbieten; sein Ordner bleibt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Done · {found}</source>
        <translation>Fertig · {found}</translation>
    </message>
    <message>
        <source>Drag from end to end of the scale bar…</source>
        <translation>Von einem Ende des Maßstabsbalkens zum anderen ziehen…</translation>
    </message>
    <message>
        <source>Drag to move, click to select</source>
        <translation>Ziehen verschiebt, Klicken wählt</translation>
    </message>
    <message>
        <source>Drag to see what it found earlier</source>
        <translation>Ziehen, um zu sehen, was es früher fand</translation>
    </message>
    <message>
        <source>Drag, arrow keys</source>
        <translation>Ziehen, Pfeiltasten</translation>
    </message>
    <message>
        <source>Draw a line to measure it</source>
        <translation>Eine Strecke zeichnen, um sie zu messen</translation>
    </message>
    <message>
        <source>Draw a new particle</source>
        <translation>Ein neues Partikel zeichnen</translation>
    </message>
    <message>
        <source>Draw a par&amp;ticle</source>
        <translation>Partikel &amp;zeichnen</translation>
    </message>
    <message>
        <source>Draw a rectangle around what is to be analysed.</source>
        <translation>Ein Rechteck um das zeichnen, was ausgewertet werden soll.</translation>
    </message>
    <message>
        <source>Draw a rectangle, and analyse it</source>
        <translation>Ein Rechteck zeichnen und auswerten</translation>
    </message>
    <message>
        <source>Draw across a particle to cut it in two</source>
        <translation>Quer über ein Partikel ziehen, um es zu trennen</translation>
    </message>
    <message>
        <source>Draw across a particle to take it apart</source>
        <translation>Quer über ein Partikel ziehen, um es zu trennen</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>Neu zeichnen</translation>
    </message>
    <message>
        <source>Draw along the scale bar</source>
        <translation>Am Maßstabsbalken entlangziehen</translation>
    </message>
    <message>
        <source>Draw an outline to measure</source>
        <translation>Einen Umriss zeichnen, um ihn zu messen</translation>
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
        <source>Drop annotated scans or a folder here</source>
        <translation>Annotierte Scans oder einen Ordner hier ablegen</translation>
    </message>
    <message>
        <source>Drop annotated scans or a folder here, or press to choose files</source>
        <translation>Annotierte Scans oder einen Ordner hier ablegen oder drücken, um Dateien zu wählen</translation>
    </message>
    <message>
        <source>Drop outlines here: GeoJSON, as QuPath exports it.</source>
        <translation>Umrisse hier ablegen: GeoJSON, wie QuPath es exportiert.</translation>
    </message>
    <message>
        <source>Each colour is counted for itself, too.</source>
        <translation>Auch jede Farbe wird für sich gezählt.</translation>
    </message>
    <message>
        <source>Each image of the stack gets a result of its own</source>
        <translation>Jedes Bild des Stapels bekommt ein eigenes Ergebnis</translation>
    </message>
    <message>
        <source>Each particle with its number, over the scan and alone</source>
        <translation>Jedes Partikel mit seiner Nummer, über dem Scan und allein</translation>
    </message>
    <message>
        <source>Each scan gets a folder of its own in it</source>
        <translation>Jeder Scan bekommt darin einen eigenen Ordner</translation>
    </message>
    <message>
        <source>Earlier or later answer</source>
        <translation>Frühere oder spätere Antwort</translation>
    </message>
    <message>
        <source>Earlier turn</source>
        <translation>Früher an der Reihe</translation>
    </message>
    <message>
        <source>Electron microscopes</source>
        <translation>Elektronenmikroskope</translation>
    </message>
    <message>
        <source>End now</source>
        <translation>Jetzt beenden</translation>
    </message>
    <message>
        <source>End the program</source>
        <translation>Das Programm beenden</translation>
    </message>
    <message>
        <source>Enough blanks</source>
        <translation>Genug Blindproben</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Every class needs a name</source>
        <translation>Jede Klasse braucht einen Namen</translation>
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
        <source>Every rule needs the name of a shape</source>
        <translation>Jede Regel braucht den Namen einer Form</translation>
    </message>
    <message>
        <source>Every trace or particle of a microscope scan: found, classed and measured, with its uncertainty.

Free software under the GNU General Public License, version 3 or later. It comes without warranty.</source>
        <translation>Jede Spur und jedes Partikel eines Mikroskop-Scans: gefunden, klassifiziert und gemessen, mit Unsicherheit.

Freie Software unter der GNU General Public License, Version 3 oder später. Ohne Gewährleistung.</translation>
    </message>
    <message>
        <source>Every trace or particle of a scan: found, classed and measured.</source>
        <translation>Jede Spur und jedes Partikel eines Scans: gefunden, klassifiziert und gemessen.</translation>
    </message>
    <message>
        <source>Exact: every computer finds the same particles. Fast: numbers of 16 bits where this computer gains by it, up to 2 × quicker; what is faint may be found or not.</source>
        <translation>Genau: Jeder Rechner findet dieselben Partikel. Schnell: Zahlen mit 16 Bit, wo dieser Rechner davon profitiert, bis zu 2 × schneller; Schwaches wird vielleicht gefunden, vielleicht nicht.</translation>
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
        <source>Failed: {reason}</source>
        <translation>Fehlgeschlagen: {reason}</translation>
    </message>
    <message>
        <source>Fair</source>
        <translation>Mäßig</translation>
    </message>
    <message>
        <source>Fastest there is</source>
        <translation>Das schnellste vorhandene</translation>
    </message>
    <message>
        <source>Fibres, hairs, skin, glass</source>
        <translation>Fasern, Haare, Haut, Glas</translation>
    </message>
    <message>
        <source>Fibres, hairs, skin, glass on whole tapes at 4 µm per pixel. Wants a graphics card.</source>
        <translation>Fasern, Haare, Haut, Glas auf ganzen Klebebändern bei 4 µm je Pixel. Braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Fill holes to</source>
        <translation>Löcher füllen bis</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter the particles by class, size, colour or number</source>
        <translation>Partikel nach Klasse, Größe, Farbe oder Nummer filtern</translation>
    </message>
    <message>
        <source>Filtering</source>
        <translation>Filtert</translation>
    </message>
    <message>
        <source>Filters and samples</source>
        <translation>Filter und Proben</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Finden</translation>
    </message>
    <message>
        <source>Find particles</source>
        <translation>Partikel suchen</translation>
    </message>
    <message>
        <source>Find, class and measure all particles of this scan</source>
        <translation>Alle Partikel dieses Scans finden, klassifizieren und messen</translation>
    </message>
    <message>
        <source>Find: red, 1204, area &gt; 50</source>
        <translation>Suchen: rot, 1204, Fläche &gt; 50</translation>
    </message>
    <message>
        <source>Finding…</source>
        <translation>Sucht…</translation>
    </message>
    <message>
        <source>Finishing with the best so far…</source>
        <translation>Schließt mit dem bisher Besten ab…</translation>
    </message>
    <message>
        <source>First choose what to learn from</source>
        <translation>Erst wählen, woraus gelernt wird</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Fold the panels of the left side</source>
        <translation>Die Felder der linken Seite einklappen</translation>
    </message>
    <message>
        <source>Fold the panels of the lower side</source>
        <translation>Die Felder der unteren Seite einklappen</translation>
    </message>
    <message>
        <source>Fold the panels of the right side</source>
        <translation>Die Felder der rechten Seite einklappen</translation>
    </message>
    <message>
        <source>Fold this panel away</source>
        <translation>Dieses Feld einklappen</translation>
    </message>
    <message>
        <source>Fold {panel} away</source>
        <translation>{panel} einklappen</translation>
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
        <source>For any picture, on any computer</source>
        <translation>Für jedes Bild, auf jedem Rechner</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>Wie lange</translation>
    </message>
    <message>
        <source>For this run: a little better, with a better uncertainty.</source>
        <translation>Für diesen Lauf: etwas besser, mit besserer Unsicherheit.</translation>
    </message>
    <message>
        <source>For this run: the network looks everywhere.</source>
        <translation>Für diesen Lauf: Das Netz sieht überall nach.</translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation>Verwerfen</translation>
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
        <source>From my reviews</source>
        <translation>Aus meinen Prüfungen</translation>
    </message>
    <message>
        <source>From the next start of the program on</source>
        <translation>Ab dem nächsten Start des Programms</translation>
    </message>
    <message>
        <source>From {low:g} to {high:g}</source>
        <translation>Von {low:g} bis {high:g}</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>Galerie</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>Gamma</translation>
    </message>
    <message>
        <source>Glowing plastic on a dark filter. Wants a graphics card.</source>
        <translation>Leuchtender Kunststoff auf dunklem Filter. Braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>Go on where it was stopped</source>
        <translation>Weitermachen, wo abgebrochen wurde</translation>
    </message>
    <message>
        <source>Go on where the analysis was stopped</source>
        <translation>Weitermachen, wo die Auswertung abgebrochen wurde</translation>
    </message>
    <message>
        <source>Go on without: sizes are told in px</source>
        <translation>Ohne weiter: Größen stehen dann in px</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Go to a place or to a particle&apos;s number</source>
        <translation>Zu einer Stelle oder zur Nummer eines Partikels gehen</translation>
    </message>
    <message>
        <source>Go to particle</source>
        <translation>Zum Partikel gehen</translation>
    </message>
    <message>
        <source>Go to the least certain particle that nobody has reviewed</source>
        <translation>Zum unsichersten ungeprüften Partikel gehen</translation>
    </message>
    <message>
        <source>Go to the next particle that nobody has reviewed, unsure ones first</source>
        <translation>Zum nächsten ungeprüften Partikel gehen, unsichere zuerst</translation>
    </message>
    <message>
        <source>Goes on under</source>
        <translation>Geht weiter unter</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>Gut</translation>
    </message>
    <message>
        <source>Good enough: finish now</source>
        <translation>Gut genug: jetzt abschließen</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Graticule ended unexpectedly. Your results and corrections are on disk.</source>
        <translation>Graticule wurde unerwartet beendet. Ergebnisse und Korrekturen sind gespeichert.</translation>
    </message>
    <message>
        <source>Graticule help</source>
        <translation>Graticule-Hilfe</translation>
    </message>
    <message>
        <source>Graticule projects</source>
        <translation>Graticule-Projekte</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Grey value</source>
        <translation>Grauwert</translation>
    </message>
    <message>
        <source>Grey value that is black</source>
        <translation>Grauwert, der schwarz ist</translation>
    </message>
    <message>
        <source>Grey value that is white</source>
        <translation>Grauwert, der weiß ist</translation>
    </message>
    <message>
        <source>Grey values of the scan</source>
        <translation>Grauwerte des Scans</translation>
    </message>
    <message>
        <source>Grey values: with the preview</source>
        <translation>Grauwerte: mit der Vorschau</translation>
    </message>
    <message>
        <source>Guide: TEM and SEM particles</source>
        <translation>Anleitung: Partikel in TEM und REM</translation>
    </message>
    <message>
        <source>Guide: any scan</source>
        <translation>Anleitung: beliebiger Scan</translation>
    </message>
    <message>
        <source>Guide: coatings in cross-section</source>
        <translation>Anleitung: Schichten im Querschliff</translation>
    </message>
    <message>
        <source>Guide: melt pools</source>
        <translation>Anleitung: Schmelzbäder</translation>
    </message>
    <message>
        <source>Guide: microplastics (MP-ACT)</source>
        <translation>Anleitung: Mikroplastik (MP-ACT)</translation>
    </message>
    <message>
        <source>Guide: microplastics (MP-VAT 2)</source>
        <translation>Anleitung: Mikroplastik (MP-VAT 2)</translation>
    </message>
    <message>
        <source>Guide: microplastics (MP-VAT)</source>
        <translation>Anleitung: Mikroplastik (MP-VAT)</translation>
    </message>
    <message>
        <source>Guide: microplastics (network)</source>
        <translation>Anleitung: Mikroplastik (Netz)</translation>
    </message>
    <message>
        <source>Guide: nanoparticles in TEM</source>
        <translation>Anleitung: Nanopartikel im TEM</translation>
    </message>
    <message>
        <source>Guide: nanoparticles that overlap</source>
        <translation>Anleitung: überlappende Nanopartikel</translation>
    </message>
    <message>
        <source>Guide: traces on tape lifts</source>
        <translation>Anleitung: Spuren auf Klebebandabzügen</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Here you will see the curves, and what the network finds on test images, while it learns. It runs in the background: you can go on working, stop it at any time, and go on later, also after a restart.</source>
        <translation>Hier sehen Sie während des Trainings die Kurven und was das Netz auf Testbildern findet. Es läuft im Hintergrund: Sie können weiterarbeiten, jederzeit anhalten und später weitermachen, auch nach einem Neustart.</translation>
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
        <source>Higher finds less (Sauvola&apos;s k).</source>
        <translation>Höher findet weniger (Sauvolas k).</translation>
    </message>
    <message>
        <source>Holes in a particle up to this diameter are filled.</source>
        <translation>Löcher in einem Partikel werden bis zu diesem Durchmesser gefüllt.</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>How far do outlines and result agree?</source>
        <translation>Wie weit stimmen Umrisse und Ergebnis überein?</translation>
    </message>
    <message>
        <source>How large is a pixel?</source>
        <translation>Wie groß ist ein Pixel?</translation>
    </message>
    <message>
        <source>How many kinds of particle are told apart.</source>
        <translation>Wie viele Arten von Partikeln unterschieden werden.</translation>
    </message>
    <message>
        <source>How many px around a pixel it is compared with: more than the largest particle&apos;s radius.</source>
        <translation>Mit wie vielen px ringsum ein Pixel verglichen wird: mehr als der Radius des größten Partikels.</translation>
    </message>
    <message>
        <source>How many tiles run together on a graphics card.</source>
        <translation>Wie viele Kacheln zusammen auf einer Grafikkarte laufen.</translation>
    </message>
    <message>
        <source>How much more a network sees than it decides. Exact is slower and hides every seam.</source>
        <translation>Wie viel mehr ein Netz sieht, als es entscheidet. Genau ist langsamer und verbirgt jede Naht.</translation>
    </message>
    <message>
        <source>How often each grey value occurs. Drag the line to set the threshold.</source>
        <translation>Wie oft jeder Grauwert vorkommt. Die Linie ziehen, um den Schwellenwert zu setzen.</translation>
    </message>
    <message>
        <source>How sizes are measured</source>
        <translation>Wie Größen gemessen werden</translation>
    </message>
    <message>
        <source>How sure the analysis is: bright places deserve a second look</source>
        <translation>Wie sicher die Auswertung ist: Helle Stellen verdienen einen zweiten Blick</translation>
    </message>
    <message>
        <source>How the program tells particles from background.</source>
        <translation>Wie das Programm Partikel vom Hintergrund unterscheidet.</translation>
    </message>
    <message>
        <source>How the threshold follows from all grey values of the scan.</source>
        <translation>Wie der Schwellenwert aus allen Grauwerten des Scans folgt.</translation>
    </message>
    <message>
        <source>How this works</source>
        <translation>So geht es</translation>
    </message>
    <message>
        <source>How touching {class_name} is cut</source>
        <translation>Wie Berührendes der Klasse {class_name} getrennt wird</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Farbton</translation>
    </message>
    <message>
        <source>If size unknown</source>
        <translation>Bei unbekannter Größe</translation>
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
        <source>In the view</source>
        <translation>In der Ansicht</translation>
    </message>
    <message>
        <source>Intel graphics</source>
        <translation>Intel-Grafik</translation>
    </message>
    <message>
        <source>Into how many groups the colours fall; the commonest is background.</source>
        <translation>In wie viele Gruppen die Farben zerfallen; die häufigste ist Hintergrund.</translation>
    </message>
    <message>
        <source>It cannot learn what it never sees.</source>
        <translation>Was es nie sieht, kann es nicht lernen.</translation>
    </message>
    <message>
        <source>It got no better any more.</source>
        <translation>Es wurde nicht mehr besser.</translation>
    </message>
    <message>
        <source>It is kept as {path}.</source>
        <translation>Sie liegt als {path} bereit.</translation>
    </message>
    <message>
        <source>It is learning now: add more when it has ended, and let it learn anew.</source>
        <translation>Das Training läuft gerade: danach mehr hinzufügen und neu lernen lassen.</translation>
    </message>
    <message>
        <source>It should tell</source>
        <translation>Es soll angeben</translation>
    </message>
    <message>
        <source>Keep both: the new files get a number</source>
        <translation>Beide behalten: Die neuen Dateien bekommen eine Nummer</translation>
    </message>
    <message>
        <source>Keep it under this name; any analysis can use it then</source>
        <translation>Unter diesem Namen behalten; dann kann es jede Auswertung nutzen</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Keeping the queue</source>
        <translation>Sichert die Warteschlange</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>Arten</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Larger particles are left out: diameter of the circle of the same area.</source>
        <translation>Größere Partikel werden weggelassen: Durchmesser des flächengleichen Kreises.</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>Größtes</translation>
    </message>
    <message>
        <source>Largest or smallest first</source>
        <translation>Größte oder kleinste zuerst</translation>
    </message>
    <message>
        <source>Later turn</source>
        <translation>Später an der Reihe</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Ebenen</translation>
    </message>
    <message>
        <source>Learn anew</source>
        <translation>Neu lernen</translation>
    </message>
    <message>
        <source>Learn from annotated scans, and make a pack that finds the same in others</source>
        <translation>Lernt aus annotierten Scans und erstellt ein Modellpaket, das Gleiches in anderen findet</translation>
    </message>
    <message>
        <source>Learn in the background; you can work on meanwhile</source>
        <translation>Im Hintergrund lernen; Sie können derweil weiterarbeiten</translation>
    </message>
    <message>
        <source>Learn no more, and make the pack of the best so far</source>
        <translation>Nicht weiter lernen und das Modellpaket aus dem bisher Besten machen</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Learning from {training}, testing on {validation}; on {device}</source>
        <translation>Lernt aus {training}, testet an {validation}; auf {device}</translation>
    </message>
    <message>
        <source>Least sure: {weak}. More outlines of that help most.</source>
        <translation>Am unsichersten: {weak}. Mehr Umrisse davon helfen am meisten.</translation>
    </message>
    <message>
        <source>Leave a tool</source>
        <translation>Ein Werkzeug ablegen</translation>
    </message>
    <message>
        <source>Leave out what touches the edge</source>
        <translation>Weglassen, was den Rand berührt</translation>
    </message>
    <message>
        <source>Left and right arrow keys move the threshold</source>
        <translation>Pfeiltasten links und rechts verschieben den Schwellenwert</translation>
    </message>
    <message>
        <source>Left side</source>
        <translation>Linke Seite</translation>
    </message>
    <message>
        <source>Length of the line</source>
        <translation>Länge der Strecke</translation>
    </message>
    <message>
        <source>Levels between the lines count. Drag a line; drag one past the other to leave out what lies between. Keys: left and right, Tab to the numbers.</source>
        <translation>Werte zwischen den Linien zählen. Eine Linie ziehen; eine über die andere ziehen, um wegzulassen, was dazwischenliegt. Tasten: links und rechts, Tab zu den Zahlen.</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Limits between size classes, from small to large, and the length that counts. Nothing: no size classes.</source>
        <translation>Grenzen zwischen Größenklassen, von klein nach groß, und die Länge, die zählt. Leer: keine Größenklassen.</translation>
    </message>
    <message>
        <source>Loading the program</source>
        <translation>Lädt das Programm</translation>
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
        <source>Look at empty parts</source>
        <translation>Leere Teile ansehen</translation>
    </message>
    <message>
        <source>Look at empty parts, too</source>
        <translation>Auch leere Teile ansehen</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Betrachtet</translation>
    </message>
    <message>
        <source>Looked at in</source>
        <translation>Betrachtet mit</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Sucht</translation>
    </message>
    <message>
        <source>Looking at a scan</source>
        <translation>Einen Scan ansehen</translation>
    </message>
    <message>
        <source>Looking at the annotations</source>
        <translation>Sieht die Annotationen durch</translation>
    </message>
    <message>
        <source>Looking at the annotations, {count:,} counted…</source>
        <translation>Sieht die Annotationen durch, {count:,} gezählt…</translation>
    </message>
    <message>
        <source>Looking at the annotations, {done:,} of {total:,}…</source>
        <translation>Sieht die Annotationen durch, {done:,} von {total:,}…</translation>
    </message>
    <message>
        <source>Looking at the annotations…</source>
        <translation>Sieht die Annotationen durch…</translation>
    </message>
    <message>
        <source>Looking for an earlier result</source>
        <translation>Sucht ein früheres Ergebnis</translation>
    </message>
    <message>
        <source>Looking for recent scans</source>
        <translation>Sucht die zuletzt geöffneten Scans</translation>
    </message>
    <message>
        <source>Looking for trainings</source>
        <translation>Sucht Trainings</translation>
    </message>
    <message>
        <source>Looking for what was open</source>
        <translation>Sucht, was geöffnet war</translation>
    </message>
    <message>
        <source>Lower side</source>
        <translation>Untere Seite</translation>
    </message>
    <message>
        <source>Make a protocol with this pack, and go to the scan that is open</source>
        <translation>Mit diesem Modellpaket ein Protokoll erstellen und zum geöffneten Scan gehen</translation>
    </message>
    <message>
        <source>Make one of the selected particles</source>
        <translation>Aus den gewählten Partikeln eines machen</translation>
    </message>
    <message>
        <source>Make one particle of the selected ones</source>
        <translation>Aus den gewählten Partikeln eines machen</translation>
    </message>
    <message>
        <source>Make the correction again</source>
        <translation>Die Korrektur wiederholen</translation>
    </message>
    <message>
        <source>Making coarse levels</source>
        <translation>Berechnet grobe Auflösungsstufen</translation>
    </message>
    <message>
        <source>Making the protocol</source>
        <translation>Erstellt das Protokoll</translation>
    </message>
    <message>
        <source>Maps (TIFF)</source>
        <translation>Karten (TIFF)</translation>
    </message>
    <message>
        <source>Mark as re&amp;viewed</source>
        <translation>Als &amp;geprüft markieren</translation>
    </message>
    <message>
        <source>Mean of the colours</source>
        <translation>Mittel der Farben</translation>
    </message>
    <message>
        <source>Measure a &amp;length</source>
        <translation>&amp;Länge messen</translation>
    </message>
    <message>
        <source>Measure a &amp;path</source>
        <translation>&amp;Pfad messen</translation>
    </message>
    <message>
        <source>Measure an &amp;area</source>
        <translation>&amp;Fläche messen</translation>
    </message>
    <message>
        <source>Measure in pixels</source>
        <translation>In Pixeln messen</translation>
    </message>
    <message>
        <source>Measured from</source>
        <translation>Bestimmt ab</translation>
    </message>
    <message>
        <source>Measured on images that nothing is learned from</source>
        <translation>Gemessen an Bildern, aus denen nicht gelernt wird</translation>
    </message>
    <message>
        <source>Memory for the view</source>
        <translation>Speicher für die Ansicht</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Meldungen</translation>
    </message>
    <message>
        <source>Microplastics on filters</source>
        <translation>Mikroplastik auf Filtern</translation>
    </message>
    <message>
        <source>Mistakes while learning</source>
        <translation>Fehler beim Lernen</translation>
    </message>
    <message>
        <source>Mistakes while learning: now {latest:.3g}</source>
        <translation>Fehler beim Lernen: jetzt {latest:.3g}</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>More about this protocol</source>
        <translation>Mehr zu diesem Protokoll</translation>
    </message>
    <message>
        <source>More keeps more of a scan sharp while you move around</source>
        <translation>Mehr hält beim Verschieben mehr vom Scan scharf</translation>
    </message>
    <message>
        <source>More of {section}</source>
        <translation>Mehr zu {section}</translation>
    </message>
    <message>
        <source>More recipes</source>
        <translation>Weitere Rezepte</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
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
        <source>NVIDIA graphics card</source>
        <translation>NVIDIA-Grafikkarte</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name and colour of what is found.</source>
        <translation>Name und Farbe dessen, was gefunden wird.</translation>
    </message>
    <message>
        <source>Name of class {number}</source>
        <translation>Name der Klasse {number}</translation>
    </message>
    <message>
        <source>Name of the pack</source>
        <translation>Name des Modellpakets</translation>
    </message>
    <message>
        <source>Name of the pack, such as Fibres on tape</source>
        <translation>Name des Modellpakets, etwa Fasern auf Klebeband</translation>
    </message>
    <message>
        <source>Nanoparticles</source>
        <translation>Nanopartikel</translation>
    </message>
    <message>
        <source>Nanoparticles in TEM pictures</source>
        <translation>Nanopartikel in TEM-Bildern</translation>
    </message>
    <message>
        <source>Narrowest neck</source>
        <translation>Engste Stelle</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Networks run on</source>
        <translation>Netze laufen auf</translation>
    </message>
    <message>
        <source>Next un&amp;certain particle</source>
        <translation>Nächstes &amp;unsicheres Partikel</translation>
    </message>
    <message>
        <source>No analyses yet.
Open a scan and press Analyse, or add several scans here.</source>
        <translation>Noch keine Auswertungen.
Einen Scan öffnen und „Auswerten“ drücken oder hier mehrere Scans hinzufügen.</translation>
    </message>
    <message>
        <source>No part of the scan is reviewed as a whole: review the particles around those that you have corrected, too</source>
        <translation>Kein Teil des Scans ist als Ganzes geprüft: Prüfen Sie auch die Partikel rings um die korrigierten</translation>
    </message>
    <message>
        <source>No particle passes the filter.</source>
        <translation>Kein Partikel erfüllt den Filter.</translation>
    </message>
    <message>
        <source>No protocol can be proposed for this scan: {why}</source>
        <translation>Für diesen Scan lässt sich kein Protokoll vorschlagen: {why}</translation>
    </message>
    <message>
        <source>None of these {count} files is a scan. Nothing was changed.</source>
        <translation>Keine dieser {count} Dateien ist ein Scan. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Not begun: the program was closed</source>
        <translation>Nicht begonnen: Das Programm wurde geschlossen</translation>
    </message>
    <message>
        <source>Not finished yet: “{title}” from {data}, {begun}, step {step:,} of {steps:,}.</source>
        <translation>Noch nicht fertig: „{title}“ aus {data}, {begun}, Schritt {step:,} von {steps:,}.</translation>
    </message>
    <message>
        <source>Not finished yet: “{title}” from {data}, {begun}.</source>
        <translation>Noch nicht fertig: „{title}“ aus {data}, {begun}.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>Not good enough yet</source>
        <translation>Noch nicht gut genug</translation>
    </message>
    <message>
        <source>Not less than nothing</source>
        <translation>Nicht weniger als nichts</translation>
    </message>
    <message>
        <source>Not part of the protocol</source>
        <translation>Nicht Teil des Protokolls</translation>
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
        <source>Nothing is lost: it goes on where it was, also tomorrow</source>
        <translation>Nichts geht verloren: Es geht dort weiter, auch morgen</translation>
    </message>
    <message>
        <source>Nothing is marked as {classes}.</source>
        <translation>Nichts ist als {classes} markiert.</translation>
    </message>
    <message>
        <source>Nothing smaller than so many px is cut off.</source>
        <translation>Nichts Kleineres als so viele px wird abgetrennt.</translation>
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
        <source>Noting what is open</source>
        <translation>Merkt sich, was geöffnet ist</translation>
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
        <source>Of fewer, the standard deviation is that of Poisson&apos;s law.</source>
        <translation>Bei weniger gilt die Standardabweichung der Poisson-Verteilung.</translation>
    </message>
    <message>
        <source>Of it counted</source>
        <translation>Davon gezählt</translation>
    </message>
    <message>
        <source>Of the size that the desktop gives its text</source>
        <translation>Von der Textgröße des Desktops</translation>
    </message>
    <message numerus="yes">
        <source>On {n} test image that it never learned from, its areas and yours agree to {share}.</source>
        <comment>On {n} test images that it never learned from, its areas and yours agree to {share}.</comment>
        <translation>
            <numerusform>Auf {n} Testbild, aus dem es nie gelernt hat, stimmen seine Flächen mit Ihren zu {share} überein.</numerusform>
            <numerusform>Auf {n} Testbildern, aus denen es nie gelernt hat, stimmen seine Flächen mit Ihren zu {share} überein.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>On {n} test image that it never learned from, {share} of the particles agree with your outlines.</source>
        <comment>On {n} test images that it never learned from, {share} of the particles agree with your outlines.</comment>
        <translation>
            <numerusform>Auf {n} Testbild, aus dem es nie gelernt hat, stimmen {share} der Partikel mit Ihren Umrissen überein.</numerusform>
            <numerusform>Auf {n} Testbildern, aus denen es nie gelernt hat, stimmen {share} der Partikel mit Ihren Umrissen überein.</numerusform>
        </translation>
    </message>
    <message>
        <source>One annotated picture is too few.</source>
        <translation>Ein annotiertes Bild ist zu wenig.</translation>
    </message>
    <message>
        <source>Open &amp;folder…</source>
        <translation>&amp;Ordner öffnen…</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open a sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>Open a scan…</source>
        <translation>Scan öffnen…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Open from &amp;clipboard</source>
        <translation>Aus &amp;Zwischenablage öffnen</translation>
    </message>
    <message>
        <source>Open p&amp;roject…</source>
        <translation>&amp;Projekt öffnen…</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Open scans</source>
        <translation>Scans öffnen</translation>
    </message>
    <message>
        <source>Open scans or pictures</source>
        <translation>Scans oder Bilder öffnen</translation>
    </message>
    <message>
        <source>Open scans, results and layers as they were saved</source>
        <translation>Scans, Ergebnisse und Ebenen öffnen, wie sie gespeichert wurden</translation>
    </message>
    <message>
        <source>Open the file whose path was copied</source>
        <translation>Die Datei öffnen, deren Pfad kopiert wurde</translation>
    </message>
    <message>
        <source>Open the folder of reports about mistakes of the program</source>
        <translation>Den Ordner mit Berichten über Fehler des Programms öffnen</translation>
    </message>
    <message>
        <source>Open the scan with this result</source>
        <translation>Den Scan mit diesem Ergebnis öffnen</translation>
    </message>
    <message>
        <source>Open the test report</source>
        <translation>Testbericht öffnen</translation>
    </message>
    <message>
        <source>Open what was open when the program last ended</source>
        <translation>Öffnen, was beim letzten Beenden geöffnet war</translation>
    </message>
    <message>
        <source>Opened {when}</source>
        <translation>Geöffnet: {when}</translation>
    </message>
    <message>
        <source>Opening the project</source>
        <translation>Öffnet das Projekt</translation>
    </message>
    <message>
        <source>Opening the result</source>
        <translation>Öffnet das Ergebnis</translation>
    </message>
    <message>
        <source>Opening the result of {name}</source>
        <translation>Öffnet das Ergebnis von {name}</translation>
    </message>
    <message>
        <source>Opening the sample</source>
        <translation>Öffnet das Beispiel</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>Öffnet {name} …</translation>
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
        <source>Outline more scans that look different from these, or let it learn longer.</source>
        <translation>Mehr Scans annotieren, die anders aussehen, oder länger lernen lassen.</translation>
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
        <source>Outlines as .geojson.gz, a tenth as large.</source>
        <translation>Umrisse als .geojson.gz, ein Zehntel so groß.</translation>
    </message>
    <message>
        <source>Outlines from other programs</source>
        <translation>Umrisse aus anderen Programmen</translation>
    </message>
    <message>
        <source>Outlines in the file</source>
        <translation>Umrisse in der Datei</translation>
    </message>
    <message>
        <source>Outlines of what you reviewed are in {path}</source>
        <translation>Umrisse dessen, was Sie geprüft haben, stehen in {path}</translation>
    </message>
    <message>
        <source>Outlines with classes (GeoJSON)</source>
        <translation>Umrisse mit Klassen (GeoJSON)</translation>
    </message>
    <message>
        <source>Overnight, 10 hours</source>
        <translation>Über Nacht, 10 Stunden</translation>
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
        <source>Oxide, cracks, matrix: areas that fill the picture. Wants a graphics card.</source>
        <translation>Oxid, Risse, Matrix: Flächen, die das Bild füllen. Braucht eine Grafikkarte.</translation>
    </message>
    <message>
        <source>P&amp;articles</source>
        <translation>P&amp;artikel</translation>
    </message>
    <message>
        <source>Pack the outlines (GeoJSON)</source>
        <translation>Umrisse packen (GeoJSON)</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Paint to add to particles, Alt erases</source>
        <translation>Malen vergrößert Partikel, Alt radiert</translation>
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
        <source>Particles are</source>
        <translation>Partikel sind</translation>
    </message>
    <message>
        <source>Particles by</source>
        <translation>Partikel durch</translation>
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
        <source>Particles found with the right outline</source>
        <translation>Partikel mit dem richtigen Umriss</translation>
    </message>
    <message>
        <source>Particles per filter, per litre or gram, without the blanks, with limits of detection: a sheet of the report. The sample&apos;s facts are typed in beside the charts.</source>
        <translation>Partikel je Filter, je Liter oder Gramm, abzüglich der Blindproben, mit Nachweisgrenzen: ein Blatt des Berichts. Die Angaben zur Probe stehen neben den Diagrammen.</translation>
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
        <source>Particles: table and gallery</source>
        <translation>Partikel: Tabelle und Galerie</translation>
    </message>
    <message>
        <source>Pasting</source>
        <translation>Fügt ein</translation>
    </message>
    <message>
        <source>Phases and layers in micrographs</source>
        <translation>Phasen und Schichten in Schliffbildern</translation>
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
        <source>Pictures</source>
        <translation>Bilder</translation>
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
        <source>Pictures of the result (TIFF)</source>
        <translation>Bilder des Ergebnisses (TIFF)</translation>
    </message>
    <message>
        <source>Pictures with labels (PNG)</source>
        <translation>Bilder mit Labels (PNG)</translation>
    </message>
    <message>
        <source>Pictures with numbers</source>
        <translation>Bilder mit Nummern</translation>
    </message>
    <message>
        <source>Pixel &amp;size…</source>
        <translation>&amp;Pixelgröße…</translation>
    </message>
    <message>
        <source>Pixel that it sees</source>
        <translation>Pixel, die es sieht</translation>
    </message>
    <message>
        <source>Pixel that it sees: {error}</source>
        <translation>Pixel, die es sieht: {error}</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Pixels are what is asked for: use nm, µm or mm</source>
        <translation>Nach Pixeln ist gefragt: nm, µm oder mm verwenden</translation>
    </message>
    <message>
        <source>Pixels of this size: coarser is quicker and sees less. Empty: as it was scanned, or as the network was trained.</source>
        <translation>Pixel dieser Größe: gröber ist schneller und sieht weniger. Leer: wie gescannt oder wie das Netz trainiert wurde.</translation>
    </message>
    <message>
        <source>Place under the mouse</source>
        <translation>Stelle unter der Maus</translation>
    </message>
    <message>
        <source>Places as QuPath counts them in a cropped slide.</source>
        <translation>Stellen, wie QuPath sie in einem beschnittenen Objektträger zählt.</translation>
    </message>
    <message>
        <source>Plus and minus zoom, arrows move, Home shows all</source>
        <translation>Plus und Minus zoomen, Pfeiltasten verschieben, Pos1 zeigt alles</translation>
    </message>
    <message>
        <source>Pre&amp;vious scan</source>
        <translation>&amp;Voriger Scan</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Press at one end of the scale bar, release at the other</source>
        <translation>An einem Ende des Maßstabsbalkens drücken, am anderen loslassen</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Preview in view</source>
        <translation>Vorschau in der Ansicht</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <source>Progress of saving</source>
        <translation>Fortschritt des Speicherns</translation>
    </message>
    <message>
        <source>Progress of the analysis</source>
        <translation>Fortschritt der Auswertung</translation>
    </message>
    <message>
        <source>Progress of the learning</source>
        <translation>Fortschritt des Trainings</translation>
    </message>
    <message>
        <source>Proposed for this scan.</source>
        <translation>Für diesen Scan vorgeschlagen.</translation>
    </message>
    <message>
        <source>Proposed for this scan: {title}.</source>
        <translation>Für diesen Scan vorgeschlagen: {title}.</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Protocols</source>
        <translation>Protokolle</translation>
    </message>
    <message>
        <source>Put all panels back where they were at first</source>
        <translation>Alle Felder wieder an ihren ersten Platz stellen</translation>
    </message>
    <message>
        <source>Put all scans of a folder into the queue</source>
        <translation>Alle Scans eines Ordners in die Warteschlange stellen</translation>
    </message>
    <message>
        <source>Put right first what is listed at step 1</source>
        <translation>Erst berichtigen, was bei Schritt 1 steht</translation>
    </message>
    <message>
        <source>Put right first what is listed at step 2</source>
        <translation>Erst berichtigen, was bei Schritt 2 steht</translation>
    </message>
    <message>
        <source>Put the results of several scans into one workbook</source>
        <translation>Die Ergebnisse mehrerer Scans in eine Arbeitsmappe schreiben</translation>
    </message>
    <message>
        <source>Put these results into one table, as Excel and CSV</source>
        <translation>Diese Ergebnisse in eine Tabelle schreiben, als Excel und CSV</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Queue of analyses</source>
        <translation>Warteschlange der Auswertungen</translation>
    </message>
    <message>
        <source>R&amp;eopen last session</source>
        <translation>&amp;Letzte Sitzung öffnen</translation>
    </message>
    <message>
        <source>Reading the curves</source>
        <translation>Liest die Kurven</translation>
    </message>
    <message>
        <source>Reading the project&apos;s protocol</source>
        <translation>Liest das Protokoll des Projekts</translation>
    </message>
    <message>
        <source>Reading {name}</source>
        <translation>Liest {name}</translation>
    </message>
    <message>
        <source>Ready to learn</source>
        <translation>Bereit zum Lernen</translation>
    </message>
    <message>
        <source>Recent scans</source>
        <translation>Zuletzt geöffnete Scans</translation>
    </message>
    <message>
        <source>Recent scans and samples</source>
        <translation>Zuletzt geöffnete Scans und Beispiele</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Recipes (*.toml)</source>
        <translation>Rezepte (*.toml)</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Red minus green</source>
        <translation>Rot minus Grün</translation>
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
        <source>Remove this shape class</source>
        <translation>Diese Formklasse entfernen</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
    <message>
        <source>Removing the pictures</source>
        <translation>Entfernt die Bilder</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename to</source>
        <translation>Umbenennen in</translation>
    </message>
    <message>
        <source>Rename, delete</source>
        <translation>Umbenennen, löschen</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Reopen what was open</source>
        <translation>Wieder öffnen, was offen war</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace the pack</source>
        <translation>Modellpaket ersetzen</translation>
    </message>
    <message>
        <source>Replace them</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Reports and files</source>
        <translation>Berichte und Dateien</translation>
    </message>
    <message>
        <source>Reset la&amp;yout</source>
        <translation>An&amp;ordnung zurücksetzen</translation>
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
        <source>Results folder</source>
        <translation>Ergebnisordner</translation>
    </message>
    <message>
        <source>Results of blanks</source>
        <translation>Ergebnisse von Blindproben</translation>
    </message>
    <message>
        <source>Results of this program that you have corrected</source>
        <translation>Ergebnisse dieses Programms, die Sie korrigiert haben</translation>
    </message>
    <message>
        <source>Results to combine</source>
        <translation>Ergebnisse zum Zusammenfassen</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Right side</source>
        <translation>Rechte Seite</translation>
    </message>
    <message>
        <source>Right, next</source>
        <translation>Richtig, weiter</translation>
    </message>
    <message>
        <source>Rotate &amp;left</source>
        <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
        <source>Rotate &amp;right</source>
        <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>S&amp;tart page</source>
        <translation>&amp;Startseite</translation>
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
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save &amp;project</source>
        <translation>Proje&amp;kt speichern</translation>
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
        <source>Save as…</source>
        <translation>Speichern unter…</translation>
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
        <source>Save pro&amp;ject as…</source>
        <translation>Projekt speichern unt&amp;er…</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>Projekt speichern</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Save report &amp;as…</source>
        <translation>Bericht speichern &amp;unter…</translation>
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
        <source>Save the Excel report, tables, outlines and pictures</source>
        <translation>Excel-Bericht, Tabellen, Umrisse und Bilder speichern</translation>
    </message>
    <message>
        <source>Save the comparison</source>
        <translation>Vergleich speichern</translation>
    </message>
    <message>
        <source>Save the pack</source>
        <translation>Modellpaket speichern</translation>
    </message>
    <message>
        <source>Save the project under another name</source>
        <translation>Das Projekt unter anderem Namen speichern</translation>
    </message>
    <message>
        <source>Save these settings as</source>
        <translation>Diese Einstellungen speichern als</translation>
    </message>
    <message>
        <source>Save which scans are open, with their results and looks</source>
        <translation>Speichern, welche Scans geöffnet sind, mit Ergebnissen und Aussehen</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>Als {name} gespeichert.</translation>
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
        <source>Saved. It can be used now.</source>
        <translation>Gespeichert. Es kann jetzt verwendet werden.</translation>
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
        <source>Saving corrections</source>
        <translation>Speichert Korrekturen</translation>
    </message>
    <message>
        <source>Saving the comparison</source>
        <translation>Speichert den Vergleich</translation>
    </message>
    <message>
        <source>Saving the pack</source>
        <translation>Speichert das Modellpaket</translation>
    </message>
    <message>
        <source>Saving the project</source>
        <translation>Speichert das Projekt</translation>
    </message>
    <message>
        <source>Saving training data</source>
        <translation>Speichert Trainingsdaten</translation>
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
        <source>Saving…</source>
        <translation>Speichert…</translation>
    </message>
    <message>
        <source>Scale bar found: its length is</source>
        <translation>Maßstabsbalken gefunden: Seine Länge ist</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>Scan</translation>
    </message>
    <message>
        <source>Scans and pictures</source>
        <translation>Scans und Bilder</translation>
    </message>
    <message>
        <source>Scans or pictures in which somebody has outlined or painted what is to be found. The more they differ, the better it learns.</source>
        <translation>Scans oder Bilder, in denen jemand umrandet oder bemalt hat, was zu finden ist. Je verschiedener sie sind, desto besser lernt es.</translation>
    </message>
    <message>
        <source>Scans with outlines beside them (GeoJSON), or pictures with label images</source>
        <translation>Scans mit Umrissen daneben (GeoJSON) oder Bilder mit Label-Bildern</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>E&amp;instellungen…</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>Befehle suchen</translation>
    </message>
    <message>
        <source>Seen from your annotations. Choose otherwise if it is not so.</source>
        <translation>Aus Ihren Annotationen erkannt. Anders wählen, wenn es nicht stimmt.</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alle wählen</translation>
    </message>
    <message>
        <source>Select &amp;none</source>
        <translation>Kei&amp;ne wählen</translation>
    </message>
    <message>
        <source>Select a particle</source>
        <translation>Ein Partikel wählen</translation>
    </message>
    <message>
        <source>Select a particle to delete it: click it in the picture</source>
        <translation>Zum Löschen ein Partikel wählen: im Bild anklicken</translation>
    </message>
    <message>
        <source>Select a particle to mark it: click it in the picture</source>
        <translation>Zum Markieren ein Partikel wählen: im Bild anklicken</translation>
    </message>
    <message>
        <source>Select a particle to merge it: click it in the picture</source>
        <translation>Zum Verbinden ein Partikel wählen: im Bild anklicken</translation>
    </message>
    <message>
        <source>Select a particle to split it: click it in the picture</source>
        <translation>Zum Teilen ein Partikel wählen: im Bild anklicken</translation>
    </message>
    <message>
        <source>Select all particles that the table shows</source>
        <translation>Alle Partikel wählen, die die Tabelle zeigt</translation>
    </message>
    <message>
        <source>Select all shown</source>
        <translation>Alle gezeigten wählen</translation>
    </message>
    <message>
        <source>Select no particle</source>
        <translation>Kein Partikel wählen</translation>
    </message>
    <message>
        <source>Select one particle to split it</source>
        <translation>Zum Teilen ein Partikel wählen</translation>
    </message>
    <message>
        <source>Select two or more particles to merge them: click with Ctrl held</source>
        <translation>Zum Verbinden zwei oder mehr Partikel wählen: mit Strg anklicken</translation>
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
        <source>Sensitivity</source>
        <translation>Empfindlichkeit</translation>
    </message>
    <message>
        <source>Separate</source>
        <translation>Trennen</translation>
    </message>
    <message>
        <source>Separating particles that touch</source>
        <translation>Trennt Partikel, die sich berühren</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>Setzen</translation>
    </message>
    <message>
        <source>Set c&amp;lass</source>
        <translation>&amp;Klasse setzen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Several scans in one table</source>
        <translation>Mehrere Scans in einer Tabelle</translation>
    </message>
    <message>
        <source>Shape class</source>
        <translation>Formklasse</translation>
    </message>
    <message>
        <source>Shape classes: the first rule that fits counts</source>
        <translation>Formklassen: Die erste Regel, die zutrifft, gilt</translation>
    </message>
    <message>
        <source>Share of intervals that hold the truth: 0.95 is 95%.</source>
        <translation>Anteil der Intervalle, die den wahren Wert enthalten: 0.95 sind 95 %.</translation>
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
        <source>Show GeoJSON from QuPath over the scan, and compare</source>
        <translation>GeoJSON aus QuPath über dem Scan zeigen und vergleichen</translation>
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
        <source>Show at once what the protocol finds in the visible part</source>
        <translation>Sofort zeigen, was das Protokoll im sichtbaren Teil findet</translation>
    </message>
    <message>
        <source>Show each pixel of the scan as one of the screen</source>
        <translation>Jedes Pixel des Scans als eines des Bildschirms zeigen</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Show in the view what these settings find there</source>
        <translation>In der Ansicht zeigen, was diese Einstellungen dort finden</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show it annotated scans; it makes a pack that finds the same in others.</source>
        <translation>Zeigen Sie annotierte Scans; es entsteht ein Modellpaket, das Gleiches in anderen findet.</translation>
    </message>
    <message>
        <source>Show less</source>
        <translation>Weniger zeigen</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>Mehr zeigen</translation>
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
        <source>Show or hide the classes&apos; colours</source>
        <translation>Farben der Klassen ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Show or hide the outlines</source>
        <translation>Umrisse ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Show or hide the small map of the whole scan</source>
        <translation>Kleine Karte des ganzen Scans ein- oder ausblenden</translation>
    </message>
    <message>
        <source>Show or hide where the result is uncertain</source>
        <translation>Ein- oder ausblenden, wo das Ergebnis unsicher ist</translation>
    </message>
    <message>
        <source>Show outlines from QuPath or another program over the scan</source>
        <translation>Umrisse aus QuPath oder einem anderen Programm über dem Scan zeigen</translation>
    </message>
    <message>
        <source>Show result</source>
        <translation>Ergebnis zeigen</translation>
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
        <source>Show the whole scan</source>
        <translation>Den ganzen Scan zeigen</translation>
    </message>
    <message>
        <source>Show this channel; one alone is shown in grey</source>
        <translation>Diesen Kanal zeigen; einer allein erscheint in Grau</translation>
    </message>
    <message>
        <source>Show this panel, or fold it away</source>
        <translation>Dieses Feld zeigen oder einklappen</translation>
    </message>
    <message>
        <source>Show what is rarely changed</source>
        <translation>Zeigen, was selten geändert wird</translation>
    </message>
    <message>
        <source>Show {count} more</source>
        <translation>{count} weitere zeigen</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>{name} zeigen</translation>
    </message>
    <message>
        <source>Side of a tile in px, such as 256. Automatic: a micrograph as a whole, larger scans in large tiles.</source>
        <translation>Seite einer Kachel in px, etwa 256. Automatisch: eine Aufnahme als Ganzes, größere Scans in großen Kacheln.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size classes</source>
        <translation>Größenklassen</translation>
    </message>
    <message>
        <source>Size of a pixel that it sees</source>
        <translation>Größe eines Pixels, das es sieht</translation>
    </message>
    <message>
        <source>Size of a pixel, such as 0.5 µm</source>
        <translation>Größe eines Pixels, etwa 0.5 µm</translation>
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
        <source>Slides</source>
        <translation>Objektträger</translation>
    </message>
    <message>
        <source>Smaller ones of this class are left out.</source>
        <translation>Kleinere dieser Klasse werden weggelassen.</translation>
    </message>
    <message>
        <source>Smaller particles are left out: diameter of the circle of the same area.</source>
        <translation>Kleinere Partikel werden weggelassen: Durchmesser des flächengleichen Kreises.</translation>
    </message>
    <message>
        <source>Smaller particles are left out; the larger of the two limits counts.</source>
        <translation>Kleinere Partikel werden weggelassen; die größere der beiden Grenzen gilt.</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>Kleinstes</translation>
    </message>
    <message>
        <source>Smallest area</source>
        <translation>Kleinste Fläche</translation>
    </message>
    <message>
        <source>Smallest core</source>
        <translation>Kleinster Kern</translation>
    </message>
    <message>
        <source>Smallest piece</source>
        <translation>Kleinstes Stück</translation>
    </message>
    <message>
        <source>Smallest {class_name}</source>
        <translation>Kleinstes der Klasse {class_name}</translation>
    </message>
    <message>
        <source>So few test images make the figures rough: add scans to be sure.</source>
        <translation>So wenige Testbilder machen die Zahlen ungenau: Scans hinzufügen, um sicherzugehen.</translation>
    </message>
    <message>
        <source>So many px become one where the scan has no pixel size.</source>
        <translation>So viele px werden zu einem, wo der Scan keine Pixelgröße hat.</translation>
    </message>
    <message>
        <source>So many standard deviations above the mean of the blanks (LOD).</source>
        <translation>So viele Standardabweichungen über dem Mittelwert der Blindproben (LOD).</translation>
    </message>
    <message>
        <source>So many standard deviations above the mean of the blanks (LOQ).</source>
        <translation>So viele Standardabweichungen über dem Mittelwert der Blindproben (LOQ).</translation>
    </message>
    <message>
        <source>Sort and count</source>
        <translation>Sortieren und zählen</translation>
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
        <source>Sorting</source>
        <translation>Sortiert</translation>
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
        <source>Stands beside each correction, in the log and in the report</source>
        <translation>Steht neben jeder Korrektur, im Protokoll der Prüfung und im Bericht</translation>
    </message>
    <message>
        <source>Start anew</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Start learning</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Starting the analysis</source>
        <translation>Startet die Auswertung</translation>
    </message>
    <message>
        <source>Starting to learn</source>
        <translation>Startet das Training</translation>
    </message>
    <message>
        <source>Step {number}: {title}</source>
        <translation>Schritt {number}: {title}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop saving; files that are complete stay</source>
        <translation>Speichern abbrechen; vollständige Dateien bleiben</translation>
    </message>
    <message>
        <source>Stop the analysis; what is done is kept</source>
        <translation>Die Auswertung anhalten; Fertiges bleibt</translation>
    </message>
    <message>
        <source>Stop, go on later</source>
        <translation>Anhalten, später weiter</translation>
    </message>
    <message>
        <source>Stop; what is done is kept</source>
        <translation>Anhalten; Fertiges bleibt</translation>
    </message>
    <message>
        <source>Stopped after step {step:,}. It can go on at any time.</source>
        <translation>Nach Schritt {step:,} angehalten. Es kann jederzeit weitergehen.</translation>
    </message>
    <message>
        <source>Stopped at your wish.</source>
        <translation>Auf Ihren Wunsch angehalten.</translation>
    </message>
    <message>
        <source>Stopped before its turn came</source>
        <translation>Angehalten, bevor es an der Reihe war</translation>
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
        <source>Stopped when the program was closed. What is done is kept</source>
        <translation>Angehalten, als das Programm geschlossen wurde. Fertiges bleibt</translation>
    </message>
    <message>
        <source>Stopped. What is done is kept</source>
        <translation>Angehalten. Fertiges bleibt</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>Hält nach diesem Schritt an…</translation>
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
        <source>Surround</source>
        <translation>Umgebung</translation>
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
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Take pixels away; what falls apart becomes several particles</source>
        <translation>Pixel wegnehmen; was zerfällt, wird zu mehreren Partikeln</translation>
    </message>
    <message>
        <source>Take the last correction back</source>
        <translation>Die letzte Korrektur zurücknehmen</translation>
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
        <source>Taking the review of {name}</source>
        <translation>Übernimmt die Prüfung von {name}</translation>
    </message>
    <message>
        <source>Tape lift</source>
        <translation>Klebebandabzug</translation>
    </message>
    <message>
        <source>Te&amp;xt size</source>
        <translation>Te&amp;xtgröße</translation>
    </message>
    <message>
        <source>Teach Graticule what to find</source>
        <translation>Graticule anlernen</translation>
    </message>
    <message>
        <source>Teach it what to find</source>
        <translation>Anlernen, was zu finden ist</translation>
    </message>
    <message>
        <source>Teaching it what to find</source>
        <translation>Anlernen, was zu finden ist</translation>
    </message>
    <message>
        <source>Tell how large a pixel is</source>
        <translation>Angeben, wie groß ein Pixel ist</translation>
    </message>
    <message>
        <source>Test image {number} of {count}: {name}</source>
        <translation>Testbild {number} von {count}: {name}</translation>
    </message>
    <message>
        <source>Test image: {name}</source>
        <translation>Testbild: {name}</translation>
    </message>
    <message>
        <source>Test on other scans…</source>
        <translation>An anderen Scans testen…</translation>
    </message>
    <message>
        <source>Testing on {scan}, {number:,} of {scans:,}</source>
        <translation>Testet an {scan}, {number:,} von {scans:,}</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Testet…</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>The analysis found no particles.</source>
        <translation>Die Auswertung hat keine Partikel gefunden.</translation>
    </message>
    <message>
        <source>The analysis program could not be started</source>
        <translation>Das Auswerteprogramm ließ sich nicht starten</translation>
    </message>
    <message>
        <source>The analysis program stopped by itself. Continue goes on from what is done</source>
        <translation>Das Auswerteprogramm ist von selbst stehen geblieben. „Fortsetzen“ macht beim Fertigen weiter</translation>
    </message>
    <message>
        <source>The analysis was ended by the computer, most likely because memory ran out. Close other programs and continue: what is done is kept</source>
        <translation>Der Rechner hat die Auswertung beendet, wahrscheinlich aus Mangel an Speicher. Andere Programme schließen und fortsetzen: Fertiges bleibt</translation>
    </message>
    <message>
        <source>The bar is the share of the area that somebody has looked at</source>
        <translation>Der Balken ist der Anteil der Fläche, die jemand angesehen hat</translation>
    </message>
    <message>
        <source>The change before is still being saved</source>
        <translation>Die vorige Änderung wird noch gespeichert</translation>
    </message>
    <message>
        <source>The chart is not saved: {error}</source>
        <translation>Das Diagramm ist nicht gespeichert: {error}</translation>
    </message>
    <message>
        <source>The colour in which the class is drawn</source>
        <translation>Die Farbe, in der die Klasse gezeichnet wird</translation>
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
        <source>The file does not say; without it sizes are told in px</source>
        <translation>Die Datei sagt es nicht; ohne Angabe stehen Größen in px</translation>
    </message>
    <message>
        <source>The first rule that fits counts. Rules ask for columns of the table, such as aspect_ratio &gt; 3 and circularity &lt; 0.5.</source>
        <translation>Die erste Regel, die zutrifft, gilt. Regeln fragen nach Spalten der Tabelle, etwa aspect_ratio &gt; 3 and circularity &lt; 0.5.</translation>
    </message>
    <message>
        <source>The folder</source>
        <translation>Der Ordner</translation>
    </message>
    <message>
        <source>The learning could not be started</source>
        <translation>Das Training ließ sich nicht starten</translation>
    </message>
    <message>
        <source>The learning is done: look whether it is good enough.</source>
        <translation>Das Training ist fertig: Sehen Sie nach, ob es gut genug ist.</translation>
    </message>
    <message>
        <source>The learning of “{title}” is not finished.</source>
        <translation>Das Training von „{title}“ ist nicht fertig.</translation>
    </message>
    <message>
        <source>The learning stopped by itself. Go on: what was learned up to the last checkpoint is kept</source>
        <translation>Das Training ist von selbst stehen geblieben. Fortsetzen: Was bis zum letzten Sicherungspunkt gelernt wurde, bleibt</translation>
    </message>
    <message>
        <source>The learning was ended by the computer, most likely because memory ran out. Close other programs and go on: what was learned up to the last checkpoint is kept</source>
        <translation>Der Rechner hat das Training beendet, wahrscheinlich aus Mangel an Speicher. Andere Programme schließen und fortsetzen: Was bis zum letzten Sicherungspunkt gelernt wurde, bleibt</translation>
    </message>
    <message>
        <source>The licences of everything that the program brings along</source>
        <translation>Die Lizenzen von allem, was das Programm mitbringt</translation>
    </message>
    <message>
        <source>The next test image</source>
        <translation>Das nächste Testbild</translation>
    </message>
    <message>
        <source>The one to begin with. Useful from about 20 annotated pictures, in about 20 minutes.</source>
        <translation>Das Rezept für den Anfang. Brauchbar ab etwa 20 annotierten Bildern, in etwa 20 Minuten.</translation>
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
        <source>The picture</source>
        <translation>Das Bild</translation>
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
        <source>The preview</source>
        <translation>Die Vorschau</translation>
    </message>
    <message>
        <source>The preview failed: {why}</source>
        <translation>Die Vorschau ging nicht: {why}</translation>
    </message>
    <message>
        <source>The preview&apos;s network stopped by itself, most likely because memory ran out</source>
        <translation>Das Netz der Vorschau ist von selbst stehen geblieben, wahrscheinlich aus Mangel an Speicher</translation>
    </message>
    <message>
        <source>The procedure to follow</source>
        <translation>Das Verfahren, das angewandt wird</translation>
    </message>
    <message>
        <source>The program is learning</source>
        <translation>Das Programm lernt gerade</translation>
    </message>
    <message>
        <source>The proposal</source>
        <translation>Der Vorschlag</translation>
    </message>
    <message>
        <source>The protocol “{title}” is chosen. Analyse finds what it has learned.</source>
        <translation>Das Protokoll „{title}“ ist gewählt. „Auswerten“ findet, was es gelernt hat.</translation>
    </message>
    <message>
        <source>The protocol “{title}” is ready. Open a scan to use it.</source>
        <translation>Das Protokoll „{title}“ ist bereit. Einen Scan öffnen, um es anzuwenden.</translation>
    </message>
    <message>
        <source>The protocols</source>
        <translation>Die Protokolle</translation>
    </message>
    <message>
        <source>The queue</source>
        <translation>Die Warteschlange</translation>
    </message>
    <message>
        <source>The queue of the last time cannot be read ({why}).</source>
        <translation>Die Warteschlange vom letzten Mal lässt sich nicht lesen ({why}).</translation>
    </message>
    <message>
        <source>The recipes of the packs that come with Graticule, and your own</source>
        <translation>Die Rezepte der mitgelieferten Modellpakete und Ihre eigenen</translation>
    </message>
    <message>
        <source>The result has changed since: compare again.</source>
        <translation>Das Ergebnis hat sich seither geändert: bitte neu vergleichen.</translation>
    </message>
    <message>
        <source>The result lies in {folder}</source>
        <translation>Das Ergebnis liegt in {folder}</translation>
    </message>
    <message>
        <source>The results stay on disk</source>
        <translation>Die Ergebnisse bleiben auf der Platte</translation>
    </message>
    <message>
        <source>The scale bar</source>
        <translation>Der Maßstabsbalken</translation>
    </message>
    <message>
        <source>The scan and the map with each particle&apos;s number, as PNG.</source>
        <translation>Der Scan und die Karte mit der Nummer jedes Partikels, als PNG.</translation>
    </message>
    <message>
        <source>The scans that wait to be analysed</source>
        <translation>Die Scans, die auf ihre Auswertung warten</translation>
    </message>
    <message>
        <source>The script was copied. It repeats the analysis and all corrections.</source>
        <translation>Das Skript wurde kopiert. Es wiederholt die Auswertung und alle Korrekturen.</translation>
    </message>
    <message>
        <source>The selected particle is right: mark it and go on</source>
        <translation>Das gewählte Partikel ist richtig: markieren und weiter</translation>
    </message>
    <message>
        <source>The selected particles are none</source>
        <translation>Die gewählten sind keine Partikel</translation>
    </message>
    <message>
        <source>The selected particles are none (Del)</source>
        <translation>Die gewählten sind keine Partikel (Entf)</translation>
    </message>
    <message>
        <source>The selected particles are right as they are</source>
        <translation>Die gewählten Partikel sind richtig, wie sie sind</translation>
    </message>
    <message>
        <source>The selected particles, and what is drawn next, are of this class</source>
        <translation>Die gewählten Partikel und das nächste gezeichnete sind von dieser Klasse</translation>
    </message>
    <message>
        <source>The settings differ from the protocol&apos;s: save them under a name</source>
        <translation>Die Einstellungen weichen vom Protokoll ab: unter einem Namen speichern</translation>
    </message>
    <message>
        <source>The settings of the last time cannot be read (the file is damaged).</source>
        <translation>Die Einstellungen vom letzten Mal lassen sich nicht lesen (die Datei ist beschädigt).</translation>
    </message>
    <message>
        <source>The test could not be started</source>
        <translation>Der Test ließ sich nicht starten</translation>
    </message>
    <message>
        <source>The test ended by itself</source>
        <translation>Der Test hat von selbst geendet</translation>
    </message>
    <message>
        <source>The test image before</source>
        <translation>Das vorige Testbild</translation>
    </message>
    <message>
        <source>The test: {text}</source>
        <translation>Der Test: {text}</translation>
    </message>
    <message>
        <source>The thumbnail</source>
        <translation>Das Vorschaubild</translation>
    </message>
    <message>
        <source>The trained network that looks at the scan.</source>
        <translation>Das trainierte Netz, das den Scan ansieht.</translation>
    </message>
    <message>
        <source>The view was copied as a picture.</source>
        <translation>Die Ansicht wurde als Bild kopiert.</translation>
    </message>
    <message>
        <source>The whole scan with outlines, legend and scale bar</source>
        <translation>Der ganze Scan mit Umrissen, Legende und Maßstabsbalken</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Theme, your name, results folder, memory</source>
        <translation>Farbschema, Ihr Name, Ergebnisordner, Speicher</translation>
    </message>
    <message>
        <source>There is a protocol called “{name}” already</source>
        <translation>Ein Protokoll namens „{name}“ gibt es schon</translation>
    </message>
    <message>
        <source>There is no column “{name}”. There are, for example: {known}.</source>
        <translation>Es gibt keine Spalte „{name}“. Es gibt zum Beispiel: {known}.</translation>
    </message>
    <message>
        <source>There is no path of a file on the clipboard. Copy a file or its path first.</source>
        <translation>In der Zwischenablage ist kein Dateipfad. Erst eine Datei oder ihren Pfad kopieren.</translation>
    </message>
    <message>
        <source>There is no place or particle “{text}”.</source>
        <translation>Es gibt keine Stelle und kein Partikel „{text}“.</translation>
    </message>
    <message>
        <source>There is no result yet: analyse the scan first</source>
        <translation>Es gibt noch kein Ergebnis: erst den Scan auswerten</translation>
    </message>
    <message>
        <source>There is not enough memory to write this. Close other programs and try again.</source>
        <translation>Der Speicher reicht zum Schreiben nicht aus. Andere Programme schließen und neu versuchen.</translation>
    </message>
    <message>
        <source>There is nothing to correct yet: analyse the scan first</source>
        <translation>Es gibt noch nichts zu korrigieren: erst den Scan auswerten</translation>
    </message>
    <message>
        <source>They are kept as {path}.</source>
        <translation>Sie liegen als {path} bereit.</translation>
    </message>
    <message>
        <source>Things of one class that touch or lie on one another are counted one by one. Draw an outline around each</source>
        <translation>Dinge einer Klasse, die sich berühren oder aufeinanderliegen, werden einzeln gezählt. Jedes für sich umranden</translation>
    </message>
    <message>
        <source>This folder holds no file.</source>
        <translation>Dieser Ordner enthält keine Datei.</translation>
    </message>
    <message>
        <source>This is no blank of the sample</source>
        <translation>Dies ist keine Blindprobe zur Probe</translation>
    </message>
    <message>
        <source>This line is</source>
        <translation>Diese Strecke ist</translation>
    </message>
    <message>
        <source>This region is too small to be analysed. Draw a larger one.</source>
        <translation>Dieser Bereich ist zu klein zum Auswerten. Einen größeren zeichnen.</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>Dieser Lauf</translation>
    </message>
    <message>
        <source>Threshold {level:.4g}; left and right arrow keys move it</source>
        <translation>Schwellenwert {level:.4g}; Pfeiltasten links und rechts verschieben ihn</translation>
    </message>
    <message>
        <source>Throw away what was done and begin again</source>
        <translation>Fertiges verwerfen und neu beginnen</translation>
    </message>
    <message>
        <source>Tile overlap</source>
        <translation>Kachelüberlappung</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>Kachelgröße</translation>
    </message>
    <message>
        <source>Tiles at once</source>
        <translation>Kacheln zugleich</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Told by</source>
        <translation>Beschrieben durch</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Touching</source>
        <translation>Berührung</translation>
    </message>
    <message>
        <source>Touching ones</source>
        <translation>Berührende</translation>
    </message>
    <message>
        <source>Traces on tape lifts</source>
        <translation>Spuren auf Klebebandabzügen</translation>
    </message>
    <message>
        <source>Trained network</source>
        <translation>Trainiertes Netz</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Turn the order round</source>
        <translation>Reihenfolge umkehren</translation>
    </message>
    <message>
        <source>Turn the view by 90° to the left</source>
        <translation>Die Ansicht um 90° nach links drehen</translation>
    </message>
    <message>
        <source>Turn the view by 90° to the right</source>
        <translation>Die Ansicht um 90° nach rechts drehen</translation>
    </message>
    <message>
        <source>Twenty, as different as possible, are a good beginning.</source>
        <translation>Zwanzig, so verschieden wie möglich, sind ein guter Anfang.</translation>
    </message>
    <message>
        <source>Two classes have the same name</source>
        <translation>Zwei Klassen haben denselben Namen</translation>
    </message>
    <message>
        <source>Two stay apart where the neck between them is below this share of the smaller one&apos;s width. Higher cuts more.</source>
        <translation>Zwei bleiben getrennt, wo die Engstelle zwischen ihnen unter diesem Anteil der Breite des kleineren liegt. Höher trennt mehr.</translation>
    </message>
    <message>
        <source>Type a name, such as Fibres on tape</source>
        <translation>Einen Namen eingeben, etwa Fasern auf Klebeband</translation>
    </message>
    <message>
        <source>Type a name, such as Tape, fine</source>
        <translation>Einen Namen eingeben, etwa Klebeband, fein</translation>
    </message>
    <message>
        <source>Type a number</source>
        <translation>Eine Zahl eingeben</translation>
    </message>
    <message>
        <source>Type a number and a unit, such as 0.5 µm</source>
        <translation>Eine Zahl mit Einheit eingeben, etwa 0.5 µm</translation>
    </message>
    <message>
        <source>Type a number, such as 12.5</source>
        <translation>Eine Zahl eingeben, zum Beispiel 12.5</translation>
    </message>
    <message>
        <source>Type a whole number</source>
        <translation>Eine ganze Zahl eingeben</translation>
    </message>
    <message>
        <source>Type it instead</source>
        <translation>Stattdessen eingeben</translation>
    </message>
    <message>
        <source>Type the number that stands at the scale bar, such as 50</source>
        <translation>Die Zahl eingeben, die am Maßstabsbalken steht, etwa 50</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Eingeben, was Sie tun wollen</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Unsicherheit</translation>
    </message>
    <message>
        <source>Uncertainty under the mouse</source>
        <translation>Unsicherheit unter der Maus</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo changes</source>
        <translation>Änderungen verwerfen</translation>
    </message>
    <message>
        <source>Unit of the length</source>
        <translation>Einheit der Länge</translation>
    </message>
    <message>
        <source>Unmark</source>
        <translation>Ungeprüft</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>Jetzt verwenden</translation>
    </message>
    <message>
        <source>Use the proposed one</source>
        <translation>Vorgeschlagenes verwenden</translation>
    </message>
    <message>
        <source>Usual columns</source>
        <translation>Übliche Spalten</translation>
    </message>
    <message>
        <source>Very good</source>
        <translation>Sehr gut</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Weighted by area</source>
        <translation>Nach Fläche gewichtet</translation>
    </message>
    <message>
        <source>What a developer wants to know of it</source>
        <translation>Was ein Entwickler davon wissen will</translation>
    </message>
    <message>
        <source>What all others are called is missing</source>
        <translation>Es fehlt, wie alle anderen heißen</translation>
    </message>
    <message>
        <source>What an earlier run of the same scan did is not used.</source>
        <translation>Was ein früherer Lauf desselben Scans fertig hatte, wird nicht verwendet.</translation>
    </message>
    <message>
        <source>What came out</source>
        <translation>Was herauskam</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>What each place was found to be, one colour per class</source>
        <translation>Als was jede Stelle erkannt wurde, eine Farbe je Klasse</translation>
    </message>
    <message>
        <source>What each thing is (classes)</source>
        <translation>Was jedes Ding ist (Klassen)</translation>
    </message>
    <message>
        <source>What has more than this is one particle: perimeter of its convex hull by its own perimeter. Higher takes more apart.</source>
        <translation>Was mehr als dies hat, ist ein Partikel: Umfang der konvexen Hülle durch den eigenen Umfang. Höher trennt mehr.</translation>
    </message>
    <message>
        <source>What is beyond this grey value is a particle. Drag the line in the picture below, or type it.</source>
        <translation>Was jenseits dieses Grauwerts liegt, ist Partikel. Die Linie im Bild darunter ziehen oder den Wert eingeben.</translation>
    </message>
    <message>
        <source>What is done so far is kept: it goes on from there when you continue it.</source>
        <translation>Was fertig ist, bleibt: Beim Fortsetzen geht es dort weiter.</translation>
    </message>
    <message>
        <source>What is going on</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>What is left of a particle when the clump is worn away until it is convex: anything smaller is no particle. Diameter of the circle of the same area.</source>
        <translation>Was von einem Partikel bleibt, wenn der Haufen abgetragen wird, bis er konvex ist: Kleineres ist kein Partikel. Durchmesser des flächengleichen Kreises.</translation>
    </message>
    <message>
        <source>What is this? Help about this panel</source>
        <translation>Was ist das? Hilfe zu diesem Feld</translation>
    </message>
    <message>
        <source>What is this? Help about {panel}</source>
        <translation>Was ist das? Hilfe zu: {panel}</translation>
    </message>
    <message>
        <source>What it finds</source>
        <translation>Was es findet</translation>
    </message>
    <message>
        <source>What it is for, and where its settings come from.</source>
        <translation>Wofür es ist und woher seine Einstellungen stammen.</translation>
    </message>
    <message>
        <source>What makes a pixel uncertain, from the probabilities of its classes.</source>
        <translation>Was ein Pixel unsicher macht, aus den Wahrscheinlichkeiten seiner Klassen.</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>Was das Diagramm zeigt</translation>
    </message>
    <message>
        <source>What the protocol does, and when to use it</source>
        <translation>Was das Protokoll tut und wann es passt</translation>
    </message>
    <message>
        <source>What the protocol is called in lists.</source>
        <translation>Wie das Protokoll in Listen heißt.</translation>
    </message>
    <message>
        <source>What the scan&apos;s edge cuts off has no true size.</source>
        <translation>Was der Rand des Scans abschneidet, hat keine wahre Größe.</translation>
    </message>
    <message>
        <source>What the view shows now, layers included</source>
        <translation>Was die Ansicht jetzt zeigt, samt Ebenen</translation>
    </message>
    <message>
        <source>What to learn from</source>
        <translation>Woraus gelernt wird</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>What you have reviewed, as examples from which a network learns</source>
        <translation>Was Sie geprüft haben, als Beispiele, aus denen ein Netz lernt</translation>
    </message>
    <message>
        <source>Wheel, pinch, + and -</source>
        <translation>Rad, Spreizen, + und -</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wenn</translation>
    </message>
    <message>
        <source>When an analysis is done, look through its particles here and correct them.</source>
        <translation>Wenn eine Auswertung fertig ist, hier ihre Partikel durchsehen und korrigieren.</translation>
    </message>
    <message>
        <source>Where each single particle is</source>
        <translation>Wo jedes einzelne Partikel ist</translation>
    </message>
    <message>
        <source>Where the result lies</source>
        <translation>Wo das Ergebnis liegt</translation>
    </message>
    <message>
        <source>Where you are: click or drag to move</source>
        <translation>Wo Sie sind: klicken oder ziehen zum Verschieben</translation>
    </message>
    <message>
        <source>Whether particles that touch are cut apart.</source>
        <translation>Ob Partikel, die sich berühren, getrennt werden.</translation>
    </message>
    <message>
        <source>Whether pixels that meet at a corner are one particle.</source>
        <translation>Ob Pixel, die sich an einer Ecke treffen, ein Partikel sind.</translation>
    </message>
    <message>
        <source>Which colour, or mix of colours, is compared.</source>
        <translation>Welche Farbe oder Mischung von Farben verglichen wird.</translation>
    </message>
    <message>
        <source>Which grey values of this scan are black and white: of a camera of 12 bits 0 and 4095. Networks, names of colours and ranges of colours follow it. Empty: {told}.</source>
        <translation>Welche Grauwerte dieses Scans schwarz und weiß sind: bei einer Kamera mit 12 Bit 0 und 4095. Netze, Farbnamen und Farbbereiche richten sich danach. Leer: {told}.</translation>
    </message>
    <message>
        <source>Which part of this computer runs the network.</source>
        <translation>Welcher Teil dieses Rechners das Netz ausführt.</translation>
    </message>
    <message>
        <source>Which three numbers tell a colour. Set the range of each below: what lies in all three is a particle.</source>
        <translation>Welche drei Zahlen eine Farbe beschreiben. Darunter den Bereich von jeder setzen: Was in allen dreien liegt, ist Partikel.</translation>
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
        <source>You can stop at any time and keep the best so far</source>
        <translation>Sie können jederzeit anhalten und das bisher Beste behalten</translation>
    </message>
    <message>
        <source>You may not write to {nearest}: choose another folder.</source>
        <translation>Sie dürfen nicht nach {nearest} schreiben: bitte einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Your annotation</source>
        <translation>Ihre Annotation</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>&amp;Vergrößern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Zoom about the mouse</source>
        <translation>Um die Maus zoomen</translation>
    </message>
    <message>
        <source>[ and ], or , and .</source>
        <translation>[ und ] oder , und .</translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>noch wenige Sekunden</translation>
    </message>
    <message>
        <source>a pixel is {size}</source>
        <translation>ein Pixel ist {size}</translation>
    </message>
    <message>
        <source>after step {step:,}</source>
        <translation>nach Schritt {step:,}</translation>
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
        <source>all others</source>
        <translation>alle anderen</translation>
    </message>
    <message>
        <source>all that was analysed</source>
        <translation>alles, was ausgewertet wurde</translation>
    </message>
    <message>
        <source>and {rest:,} more</source>
        <translation>und {rest:,} weitere</translation>
    </message>
    <message>
        <source>and {rest} more</source>
        <translation>und {rest} weitere</translation>
    </message>
    <message>
        <source>as scanned</source>
        <translation>wie gescannt</translation>
    </message>
    <message>
        <source>as the others</source>
        <translation>wie die anderen</translation>
    </message>
    <message>
        <source>as the scan has it</source>
        <translation>wie der Scan es hat</translation>
    </message>
    <message>
        <source>at sides only</source>
        <translation>nur an Seiten</translation>
    </message>
    <message>
        <source>at sides or corners</source>
        <translation>an Seiten oder Ecken</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>begun today</source>
        <translation>heute begonnen</translation>
    </message>
    <message>
        <source>begun yesterday</source>
        <translation>gestern begonnen</translation>
    </message>
    <message>
        <source>begun {days:.0f} days ago</source>
        <translation>vor {days:.0f} Tagen begonnen</translation>
    </message>
    <message>
        <source>brighter</source>
        <translation>heller</translation>
    </message>
    <message>
        <source>class {number}</source>
        <translation>Klasse {number}</translation>
    </message>
    <message>
        <source>darker</source>
        <translation>dunkler</translation>
    </message>
    <message>
        <source>exact (slower)</source>
        <translation>genau (langsamer)</translation>
    </message>
    <message>
        <source>exact: same everywhere</source>
        <translation>genau: überall gleich</translation>
    </message>
    <message>
        <source>fast: may differ a little</source>
        <translation>schnell: kann etwas abweichen</translation>
    </message>
    <message>
        <source>fill none</source>
        <translation>keine füllen</translation>
    </message>
    <message>
        <source>found out</source>
        <translation>selbst erkannt</translation>
    </message>
    <message>
        <source>hue, saturation, brightness</source>
        <translation>Farbton, Sättigung, Helligkeit</translation>
    </message>
    <message>
        <source>image {frame}</source>
        <translation>Bild {frame}</translation>
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
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>no particles found</source>
        <translation>keine Partikel gefunden</translation>
    </message>
    <message>
        <source>no pixel size</source>
        <translation>ohne Pixelgröße</translation>
    </message>
    <message>
        <source>none on this image</source>
        <translation>keine auf diesem Bild</translation>
    </message>
    <message>
        <source>none; or 1-10-20-50-100</source>
        <translation>keine; oder 1-10-20-50-100</translation>
    </message>
    <message>
        <source>normal</source>
        <translation>normal</translation>
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
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>now, after step {step:,}</source>
        <translation>jetzt, nach Schritt {step:,}</translation>
    </message>
    <message>
        <source>or click to choose one · a folder works, too</source>
        <translation>oder klicken, um einen zu wählen · auch ein Ordner geht</translation>
    </message>
    <message>
        <source>red, green, blue</source>
        <translation>Rot, Grün, Blau</translation>
    </message>
    <message>
        <source>region {width:,} × {height:,} px</source>
        <translation>Bereich {width:,} × {height:,} px</translation>
    </message>
    <message>
        <source>reviewed</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>scale bar</source>
        <translation>Maßstabsbalken</translation>
    </message>
    <message>
        <source>should fall</source>
        <translation>soll fallen</translation>
    </message>
    <message>
        <source>should rise</source>
        <translation>soll steigen</translation>
    </message>
    <message>
        <source>should rise · best {share}</source>
        <translation>soll steigen · bestes {share}</translation>
    </message>
    <message>
        <source>step {step:,} of {steps:,}</source>
        <translation>Schritt {step:,} von {steps:,}</translation>
    </message>
    <message>
        <source>such as 0.5 µm</source>
        <translation>etwa 0.5 µm</translation>
    </message>
    <message>
        <source>such as 50</source>
        <translation>etwa 50</translation>
    </message>
    <message>
        <source>such as aspect_ratio &gt; 3</source>
        <translation>etwa aspect_ratio &gt; 3</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>die Datei ist beschädigt</translation>
    </message>
    <message>
        <source>to</source>
        <comment>from black to white</comment>
        <translation>bis</translation>
    </message>
    <message>
        <source>typed in</source>
        <translation>eingegeben</translation>
    </message>
    <message>
        <source>uncertainty 100 %</source>
        <translation>Unsicherheit 100 %</translation>
    </message>
    <message>
        <source>uncertainty {uncertainty:.0%}</source>
        <translation>Unsicherheit {uncertainty:.0%}</translation>
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
        <source>{area} looked at</source>
        <translation>{area} angesehen</translation>
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
        <source>{channel} from {low} to {high}</source>
        <translation>{channel} von {low} bis {high}</translation>
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
        <source>{count:,} pictures</source>
        <translation>{count:,} Bilder</translation>
    </message>
    <message>
        <source>{count} left out, because not all in them is reviewed</source>
        <translation>{count} weggelassen, weil darin nicht alles geprüft ist</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>{count} weitere</translation>
    </message>
    <message>
        <source>{count} of {total} classes</source>
        <translation>{count} von {total} Klassen</translation>
    </message>
    <message>
        <source>{count} pictures are few.</source>
        <translation>{count} Bilder sind wenige.</translation>
    </message>
    <message>
        <source>{doing} did not work: a mistake in the program.</source>
        <translation>Das ging nicht ({doing}): ein Fehler im Programm.</translation>
    </message>
    <message>
        <source>{doing} did not work: a mistake in the program. Nothing that was saved is lost.</source>
        <translation>Das ging nicht ({doing}): ein Fehler im Programm. Nichts Gespeichertes ist verloren.</translation>
    </message>
    <message>
        <source>{doing}. End the program now?</source>
        <translation>{doing}. Das Programm jetzt beenden?</translation>
    </message>
    <message>
        <source>{doing}: there is not enough memory. Close other programs and try again.</source>
        <translation>{doing}: Der Speicher reicht nicht. Andere Programme schließen und neu versuchen.</translation>
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
        <source>{error}; write 1-10-20-50</source>
        <translation>{error}; so schreiben: 1-10-20-50</translation>
    </message>
    <message>
        <source>{folder}: holds too many reports of {name}</source>
        <translation>{folder}: enthält zu viele Berichte von {name}</translation>
    </message>
    <message>
        <source>{folder}: holds too many trainings called {name}</source>
        <translation>{folder}: enthält zu viele Trainings namens {name}</translation>
    </message>
    <message>
        <source>{frame} of {frames}</source>
        <translation>{frame} von {frames}</translation>
    </message>
    <message>
        <source>{grade}. Good enough?</source>
        <translation>{grade}. Gut genug?</translation>
    </message>
    <message>
        <source>{hidden:,} of them hidden by the filter</source>
        <translation>{hidden:,} davon durch den Filter verborgen</translation>
    </message>
    <message>
        <source>{hours} h left</source>
        <translation>noch {hours} h</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min left</source>
        <translation>noch {hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{metric}: {share} after step {step}</source>
        <translation>{metric}: {share} nach Schritt {step}</translation>
    </message>
    <message>
        <source>{minutes:g} minutes</source>
        <translation>{minutes:g} Minuten</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>noch {minutes} min</translation>
    </message>
    <message numerus="yes">
        <source>{n:,} annotated picture</source>
        <comment>{n:,} annotated pictures</comment>
        <translation>
            <numerusform>{n:,} annotiertes Bild</numerusform>
            <numerusform>{n:,} annotierte Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} annotated picture, {tested:,} of them set apart for the test</source>
        <comment>{n:,} annotated pictures, {tested:,} of them set apart for the test</comment>
        <translation>
            <numerusform>{n:,} annotiertes Bild, {tested:,} davon für den Test</numerusform>
            <numerusform>{n:,} annotierte Bilder, {tested:,} davon für den Test</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n:,} object</source>
        <comment>{n:,} objects</comment>
        <translation>
            <numerusform>{n:,} Objekt</numerusform>
            <numerusform>{n:,} Objekte</numerusform>
        </translation>
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
        <source>{n:,} particle in view</source>
        <comment>{n:,} particles in view</comment>
        <translation>
            <numerusform>{n:,} Partikel in der Ansicht</numerusform>
            <numerusform>{n:,} Partikel in der Ansicht</numerusform>
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
        <source>{n:,} particle selected</source>
        <comment>{n:,} particles selected</comment>
        <translation>
            <numerusform>{n:,} Partikel gewählt</numerusform>
            <numerusform>{n:,} Partikel gewählt</numerusform>
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
        <source>{names} and {count:,} more</source>
        <translation>{names} und {count:,} weitere</translation>
    </message>
    <message>
        <source>{name} could not be saved: a mistake in the program.</source>
        <translation>{name} ließ sich nicht speichern: ein Fehler im Programm.</translation>
    </message>
    <message>
        <source>{name} is a file, not a folder.</source>
        <translation>{name} ist eine Datei, kein Ordner.</translation>
    </message>
    <message>
        <source>{name} is analysed.</source>
        <translation>{name} ist ausgewertet.</translation>
    </message>
    <message numerus="yes">
        <source>{name} is analysed: {n:,} particle found.</source>
        <comment>{name} is analysed: {n:,} particles found.</comment>
        <translation>
            <numerusform>{name} ist ausgewertet: {n:,} Partikel gefunden.</numerusform>
            <numerusform>{name} ist ausgewertet: {n:,} Partikel gefunden.</numerusform>
        </translation>
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
        <source>{name} was analysed before: this is its result.</source>
        <translation>{name} wurde schon ausgewertet: Dies ist das Ergebnis.</translation>
    </message>
    <message>
        <source>{name}, a mistake in the program</source>
        <translation>{name}, ein Fehler im Programm</translation>
    </message>
    <message>
        <source>{name}: cannot be deleted ({why})</source>
        <translation>{name}: lässt sich nicht löschen ({why})</translation>
    </message>
    <message>
        <source>{name}: cannot be opened</source>
        <translation>{name}: lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>{name}: cannot be read ({why})</source>
        <translation>{name}: lässt sich nicht lesen ({why})</translation>
    </message>
    <message>
        <source>{name}: cannot be read; the file may be damaged</source>
        <translation>{name}: lässt sich nicht lesen; vielleicht ist die Datei beschädigt</translation>
    </message>
    <message>
        <source>{name}: holds no outlines</source>
        <translation>{name}: enthält keine Umrisse</translation>
    </message>
    <message>
        <source>{name}: is no project of this program</source>
        <translation>{name}: ist kein Projekt dieses Programms</translation>
    </message>
    <message>
        <source>{name}: is no project of this program, or damaged</source>
        <translation>{name}: ist kein Projekt dieses Programms oder beschädigt</translation>
    </message>
    <message>
        <source>{name}: is no scan</source>
        <translation>{name}: ist kein Scan</translation>
    </message>
    <message>
        <source>{name}: is too large for a project</source>
        <translation>{name}: ist zu groß für ein Projekt</translation>
    </message>
    <message>
        <source>{name}: no part of the scan is reviewed as a whole. Review the particles around those that you have corrected, too</source>
        <translation>{name}: Kein Teil des Scans ist als Ganzes geprüft. Prüfen Sie auch die Partikel rings um die korrigierten</translation>
    </message>
    <message>
        <source>{name}: the result cannot be read ({error})</source>
        <translation>{name}: Das Ergebnis lässt sich nicht lesen ({error})</translation>
    </message>
    <message>
        <source>{name}: was saved by a newer version of Graticule; update it</source>
        <translation>{name}: wurde mit einer neueren Version von Graticule gespeichert; bitte aktualisieren</translation>
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
        <source>{n} file</source>
        <comment>{n} files</comment>
        <translation>
            <numerusform>{n} Datei</numerusform>
            <numerusform>{n} Dateien</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {total} files is a scan; the other is left out.</source>
        <comment>{n} of {total} files are scans; the other is left out.</comment>
        <translation>
            <numerusform>{n} von {total} Dateien ist ein Scan; die andere bleibt weg.</numerusform>
            <numerusform>{n} von {total} Dateien sind Scans; die andere bleibt weg.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {total} files is a scan; the others are left out.</source>
        <comment>{n} of {total} files are scans; the others are left out.</comment>
        <translation>
            <numerusform>{n} von {total} Dateien ist ein Scan; die anderen bleiben weg.</numerusform>
            <numerusform>{n} von {total} Dateien sind Scans; die anderen bleiben weg.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} picture with labels in {folder}</source>
        <comment>{n} pictures with labels in {folder}</comment>
        <translation>
            <numerusform>{n} Bild mit Labels in {folder}</numerusform>
            <numerusform>{n} Bilder mit Labels in {folder}</numerusform>
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
    <message numerus="yes">
        <source>{n} scan was found.</source>
        <comment>{n} scans were found.</comment>
        <translation>
            <numerusform>{n} Scan gefunden.</numerusform>
            <numerusform>{n} Scans gefunden.</numerusform>
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
    <message>
        <source>{particles}, {count:,} taken apart (magenta)</source>
        <translation>{particles}, {count:,} getrennt (magenta)</translation>
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
        <source>{path} cannot be put aside.</source>
        <translation>{path} lässt sich nicht beiseitelegen.</translation>
    </message>
    <message>
        <source>{path} is there already, and not from a review: rename it first</source>
        <translation>{path} ist schon da und nicht aus einer Prüfung: erst umbenennen</translation>
    </message>
    <message>
        <source>{path} stays as it is, and the queue is not kept until it is gone.</source>
        <translation>{path} bleibt, wie es ist; solange es da ist, wird die Warteschlange nicht gesichert.</translation>
    </message>
    <message>
        <source>{path}: cannot be written</source>
        <translation>{path}: kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>{path}: cannot be written ({why})</source>
        <translation>{path}: kann nicht geschrieben werden ({why})</translation>
    </message>
    <message>
        <source>{path}: is there already; choose another name</source>
        <translation>{path}: ist schon da; bitte einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>{path}: the picture cannot be written</source>
        <translation>{path}: Das Bild kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>{phase}, {done:,} of {total:,}</source>
        <translation>{phase}, {done:,} von {total:,}</translation>
    </message>
    <message>
        <source>{reason}. Nothing was changed.</source>
        <translation>{reason}. Nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
        <source>{scans} scans are analysed: {n:,} particle found.</source>
        <comment>{scans} scans are analysed: {n:,} particles found.</comment>
        <translation>
            <numerusform>{scans} Scans sind ausgewertet: {n:,} Partikel gefunden.</numerusform>
            <numerusform>{scans} Scans sind ausgewertet: {n:,} Partikel gefunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>{scan}
Protocol {protocol}
{status}</source>
        <translation>{scan}
Protokoll {protocol}
{status}</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>noch {seconds} s</translation>
    </message>
    <message>
        <source>{seen:,} of {total:,} reviewed</source>
        <translation>{seen:,} von {total:,} geprüft</translation>
    </message>
    <message>
        <source>{speed} tiles/s</source>
        <translation>{speed} Kacheln/s</translation>
    </message>
    <message>
        <source>{text} of what? Add nm, µm or mm, such as {text} µm</source>
        <translation>{text} wovon? nm, µm oder mm anfügen, etwa {text} µm</translation>
    </message>
    <message>
        <source>{text}, selected</source>
        <translation>{text}, gewählt</translation>
    </message>
    <message>
        <source>{title} from {low} to {high} {unit}</source>
        <translation>{title} von {low} bis {high} {unit}</translation>
    </message>
    <message>
        <source>{value} (not here)</source>
        <translation>{value} (nicht da)</translation>
    </message>
    <message>
        <source>“{name}” comes with Graticule and stays as it is: choose another name</source>
        <translation>„{name}“ wird mitgeliefert und bleibt, wie es ist: bitte einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>“{text}” has no number: type a number and nm, µm or mm, such as 0.5 µm</source>
        <translation>„{text}“ hat keine Zahl: eine Zahl und nm, µm oder mm eingeben, etwa 0.5 µm</translation>
    </message>
    <message>
        <source>“{text}” is no number of particles; type 0, 1, 2, …</source>
        <translation>„{text}“ ist keine Anzahl von Partikeln; 0, 1, 2, … eingeben</translation>
    </message>
    <message>
        <source>“{text}” is no size: type a number and nm, µm or mm, such as 0.5 µm</source>
        <translation>„{text}“ ist keine Größe: eine Zahl und nm, µm oder mm eingeben, etwa 0.5 µm</translation>
    </message>
    <message>
        <source>“{text}” is not a number</source>
        <translation>„{text}“ ist keine Zahl</translation>
    </message>
    <message>
        <source>“{text}” is not a whole number</source>
        <translation>„{text}“ ist keine ganze Zahl</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>4A/(π·major²) of the ellipse of the particle&apos;s area and proportions: minor axis divided by major axis, each pixel taken as a square and not as a point, so that a row of n pixels has 1/n; 1 for a circle.</source>
        <translation>4A/(π·Hauptachse²) der Ellipse von Fläche und Proportionen des Partikels: Nebenachse geteilt durch Hauptachse, jedes Pixel als Quadrat und nicht als Punkt genommen, sodass eine Reihe von n Pixeln 1/n hat; 1 für einen Kreis.</translation>
    </message>
    <message>
        <source>4πA/P²; 1 for a circle, above 1 for particles of few pixels, blank where the perimeter is 0.</source>
        <translation>4πA/U²; 1 für einen Kreis, über 1 für Partikel aus wenigen Pixeln, leer, wo der Umfang 0 ist.</translation>
    </message>
    <message>
        <source>A blank is one number for all particles: classes are not blank-corrected.</source>
        <translation>Eine Blindprobe ist eine Zahl für alle Partikel: Klassen sind nicht um sie korrigiert.</translation>
    </message>
    <message>
        <source>A first look at a sample that has no protocol of its own. The threshold is the triangle method (Zack et al. 1977) on the brightness histogram of the whole scan: it suits scans that are mostly background. Particles under 6 px in diameter are taken for noise.</source>
        <translation>Ein erster Blick auf eine Probe ohne eigenes Protokoll. Der Schwellenwert folgt dem Dreiecksverfahren (Zack et al. 1977) auf dem Helligkeitshistogramm des ganzen Scans: geeignet für Scans, die größtenteils Hintergrund sind. Partikel unter 6 px Durchmesser gelten als Rauschen.</translation>
    </message>
    <message>
        <source>A grey picture without a pixel size: most likely a micrograph.</source>
        <translation>Ein graues Bild ohne Pixelgröße: wahrscheinlich eine elektronenmikroskopische Aufnahme.</translation>
    </message>
    <message>
        <source>A: typed in, or that analysed</source>
        <translation>A: eingegeben oder ausgewertet</translation>
    </message>
    <message>
        <source>Above the limit of quantification.</source>
        <translation>Über der Bestimmungsgrenze.</translation>
    </message>
    <message>
        <source>Amount of sample</source>
        <translation>Probenmenge</translation>
    </message>
    <message>
        <source>Annotated</source>
        <translation>Annotiert</translation>
    </message>
    <message>
        <source>Any scan: automatic threshold, dark or bright particles found by itself</source>
        <translation>Beliebiger Scan: automatischer Schwellenwert, dunkle oder helle Partikel selbst erkannt</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>Area counted</source>
        <translation>Gezählte Fläche</translation>
    </message>
    <message>
        <source>Area divided by convex area.</source>
        <translation>Fläche geteilt durch konvexe Fläche.</translation>
    </message>
    <message>
        <source>Area of an elongated particle divided by the length of its whole pruned skeleton, branches and all. Blank where there is no skeleton length.</source>
        <translation>Fläche eines länglichen Partikels geteilt durch die Länge seines ganzen beschnittenen Skeletts samt Zweigen. Leer, wo es keine Skelettlänge gibt.</translation>
    </message>
    <message>
        <source>Area of the convex hull image: pixels whose middle lies in the hull of the particle&apos;s pixel-edge middles (`area_convex`).</source>
        <translation>Fläche des Bilds der konvexen Hülle: Pixel, deren Mitte in der Hülle der Kantenmitten der Partikelpixel liegt (`area_convex`).</translation>
    </message>
    <message>
        <source>Area share</source>
        <translation>Flächenanteil</translation>
    </message>
    <message>
        <source>Aspect ratio</source>
        <translation>Seitenverhältnis</translation>
    </message>
    <message>
        <source>Below the limit of detection: not told from the blanks.</source>
        <translation>Unter der Nachweisgrenze: nicht von den Blindproben zu unterscheiden.</translation>
    </message>
    <message>
        <source>Blank-corrected number</source>
        <translation>Um Blindproben korrigierte Anzahl</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>Unten</translation>
    </message>
    <message>
        <source>Bottom edge of the bounding box, in level-0 pixels.</source>
        <translation>Unterkante des umschließenden Rechtecks, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Bright particles of a fluorescence picture by the Rényi-entropy threshold of red minus green, which leaves out what glows green by itself (Prata et al. 2020; Sahoo et al. 1997).</source>
        <translation>Helle Partikel eines Fluoreszenzbilds durch den Rényi-Entropie-Schwellenwert von Rot minus Grün, der weglässt, was von selbst grün leuchtet (Prata et al. 2020; Sahoo et al. 1997).</translation>
    </message>
    <message>
        <source>Bright particles of a fluorescence picture by the maximum-entropy threshold of the whole filter (Prata et al. 2019; Kapur et al. 1985).</source>
        <translation>Helle Partikel eines Fluoreszenzbilds durch den Schwellenwert maximaler Entropie des ganzen Filters (Prata et al. 2019; Kapur et al. 1985).</translation>
    </message>
    <message>
        <source>Bright things glow in colour on a black background, as on a stained filter. The network for it has learned from simulated filters; mp-vat is the published threshold.</source>
        <translation>Helles leuchtet farbig auf schwarzem Grund, wie auf einem gefärbten Filter. Das Netz dafür hat aus simulierten Filtern gelernt; mp-vat ist der veröffentlichte Schwellenwert.</translation>
    </message>
    <message>
        <source>Bright things glow on a black background, as on a stained filter.</source>
        <translation>Helles leuchtet auf schwarzem Grund, wie auf einem gefärbten Filter.</translation>
    </message>
    <message>
        <source>Bruker composite</source>
        <translation>Bruker composite</translation>
    </message>
    <message>
        <source>Centroid x</source>
        <translation>Schwerpunkt x</translation>
    </message>
    <message>
        <source>Centroid y</source>
        <translation>Schwerpunkt y</translation>
    </message>
    <message>
        <source>Circularity</source>
        <translation>Zirkularität</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Coatings in cross-section: oxide layer and cracks (SEM)</source>
        <translation>Beschichtungen im Querschliff: Oxidschicht und Risse (REM)</translation>
    </message>
    <message>
        <source>Coatings: oxide and cracks</source>
        <translation>Beschichtungen: Oxid und Risse</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Colours set by hand</source>
        <translation>Farben von Hand gesetzt</translation>
    </message>
    <message>
        <source>Confused</source>
        <translation>Verwechselt</translation>
    </message>
    <message>
        <source>Convex area</source>
        <translation>Konvexe Fläche</translation>
    </message>
    <message>
        <source>Convexity</source>
        <translation>Konvexität</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <source>Detectable beyond the blank</source>
        <translation>Über der Blindprobe nachweisbar</translation>
    </message>
    <message>
        <source>Detected, but below the limit of quantification.</source>
        <translation>Nachgewiesen, aber unter der Bestimmungsgrenze.</translation>
    </message>
    <message>
        <source>Diameter of the circle of the same area, √(4A/π).</source>
        <translation>Durchmesser des flächengleichen Kreises, √(4A/π).</translation>
    </message>
    <message>
        <source>Dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <source>Direct Electron</source>
        <translation>Direct Electron</translation>
    </message>
    <message>
        <source>Direction along which the minimum Feret is measured, counter-clockwise from the x axis, 0 ≤ angle &lt; 180.</source>
        <translation>Richtung, in der der kleinste Feret-Durchmesser gemessen ist, gegen den Uhrzeigersinn ab der x-Achse, 0 ≤ Winkel &lt; 180.</translation>
    </message>
    <message>
        <source>Direction of the maximum Feret, counter-clockwise from the x axis, 0 ≤ angle &lt; 180.</source>
        <translation>Richtung des größten Feret-Durchmessers, gegen den Uhrzeigersinn ab der x-Achse, 0 ≤ Winkel &lt; 180.</translation>
    </message>
    <message>
        <source>Eccentricity</source>
        <translation>Exzentrizität</translation>
    </message>
    <message>
        <source>Eccentricity of the ellipse with the same second moments; 0 for a circle, towards 1 for a line.</source>
        <translation>Exzentrizität der Ellipse mit denselben zweiten Momenten; 0 für einen Kreis, gegen 1 für eine Linie.</translation>
    </message>
    <message>
        <source>Electron Microscopy Data</source>
        <translation>Electron Microscopy Data</translation>
    </message>
    <message>
        <source>Equivalent diameter</source>
        <translation>Äquivalentdurchmesser</translation>
    </message>
    <message>
        <source>F1 of particles</source>
        <translation>F1 der Partikel</translation>
    </message>
    <message>
        <source>F: typed in</source>
        <translation>F: eingegeben</translation>
    </message>
    <message>
        <source>FEI TIA</source>
        <translation>FEI TIA</translation>
    </message>
    <message>
        <source>False</source>
        <translation>Falsch</translation>
    </message>
    <message>
        <source>Finding particles</source>
        <translation>Findet Partikel</translation>
    </message>
    <message>
        <source>Finds dark particles on the bright ground of transmission electron micrographs and tells touching ones apart.</source>
        <translation>Findet dunkle Partikel auf dem hellen Grund von TEM-Aufnahmen und trennt, was sich berührt.</translation>
    </message>
    <message>
        <source>Finds nanoparticles in transmission electron micrographs and tells touching ones apart.</source>
        <translation>Findet Nanopartikel in TEM-Aufnahmen und trennt, was sich berührt.</translation>
    </message>
    <message>
        <source>Finds particles, dark or bright, in TEM and SEM images and tells touching ones apart.</source>
        <translation>Findet Partikel, dunkel oder hell, in TEM- und REM-Bildern und trennt, was sich berührt.</translation>
    </message>
    <message>
        <source>Finds stained plastic on fluorescence pictures of filters, beside autofluorescence, halos, organic matter and white reflections. Trained on simulated scans only.</source>
        <translation>Findet gefärbten Kunststoff auf Fluoreszenzbildern von Filtern, neben Autofluoreszenz, Höfen, Organischem und weißen Reflexen. Nur an simulierten Scans trainiert.</translation>
    </message>
    <message>
        <source>Finds stained plastic on fluorescence pictures of filters.</source>
        <translation>Findet gefärbten Kunststoff auf Fluoreszenzbildern von Filtern.</translation>
    </message>
    <message>
        <source>Finds the thermally grown oxide and the cracks in SEM cross-sections of environmental barrier coatings.</source>
        <translation>Findet das thermisch gewachsene Oxid und die Risse in REM-Querschliffen von Umweltschutzschichten.</translation>
    </message>
    <message>
        <source>For SEM cross-sections of environmental barrier coatings, the substrate below. A network finds the thermally grown oxide and the cracks in it; the table gives the area and length of each crack.</source>
        <translation>Für REM-Querschliffe von Umweltschutzschichten, das Substrat unten. Ein Netz findet das thermisch gewachsene Oxid und die Risse darin; die Tabelle gibt Fläche und Länge jedes Risses.</translation>
    </message>
    <message>
        <source>For bright-field TEM: dark particles on a bright ground. A network that was trained on published and on simulated micrographs finds the particles and the distance of each pixel to its particle&apos;s edge; a watershed over that distance takes touching particles apart. Particles that the edge of the picture cuts are left out, since their size is unknown.</source>
        <translation>Für Hellfeld-TEM: dunkle Partikel auf hellem Grund. Ein Netz, das an veröffentlichten und simulierten Aufnahmen trainiert wurde, findet die Partikel und den Abstand jedes Pixels zum Rand seines Partikels; eine Wasserscheide über diesem Abstand trennt, was sich berührt. Partikel, die der Bildrand schneidet, bleiben weg, da ihre Größe unbekannt ist.</translation>
    </message>
    <message>
        <source>For calibrated bright-field TEM in which particles lie on one another. The network of nanoparticles finds them; clumps are then eroded until their parts are convex, and the parts are grown back inside the clump&apos;s outline, where they may overlap (ultimate erosion for convex sets; Gumbiowski et al. 2023). Limits are those of that paper: particles and holes under 0.5 nm and what the edge cuts are left out. Where particles touch but do not overlap, nanoparticles tells them apart better.</source>
        <translation>Für kalibriertes Hellfeld-TEM, in dem Partikel aufeinanderliegen. Das Netz von nanoparticles findet sie; Haufen werden erodiert, bis ihre Teile konvex sind, und die Teile wachsen im Umriss des Haufens zurück, wo sie überlappen dürfen (ultimate erosion for convex sets; Gumbiowski et al. 2023). Grenzen wie in dieser Arbeit: Partikel und Löcher unter 0.5 nm und was der Rand schneidet, bleiben weg. Wo Partikel sich berühren, aber nicht überlappen, trennt nanoparticles sie besser.</translation>
    </message>
    <message>
        <source>For fluorescence pictures of stained filters. A network finds plastic and leaves out what glows by itself, halos and white reflections; touching particles are taken apart. It was trained on simulated filters only: check it on filters of your own, correct it in the review, and train on your corrections. Beside it there are the thresholds mp-vat and mp-vat-2.</source>
        <translation>Für Fluoreszenzbilder gefärbter Filter. Ein Netz findet Kunststoff und lässt weg, was von selbst leuchtet, Höfe und weiße Reflexe; was sich berührt, wird getrennt. Es wurde nur an simulierten Filtern trainiert: Prüfen Sie es an eigenen Filtern, korrigieren Sie es in der Prüfung und trainieren Sie mit Ihren Korrekturen. Daneben gibt es die Schwellenwerte mp-vat und mp-vat-2.</translation>
    </message>
    <message>
        <source>For polished and etched cross-sections of metal built by laser powder bed fusion, the surface above. A network outlines the melt pools of the last layer and the distance of each pixel to its pool&apos;s edge; a watershed over that distance takes neighbours apart.</source>
        <translation>Für polierte und geätzte Querschliffe von Metall aus dem Laser-Pulverbettverfahren, die Oberfläche oben. Ein Netz umrandet die Schmelzbäder der letzten Schicht und gibt den Abstand jedes Pixels zum Rand seines Bads; eine Wasserscheide über diesem Abstand trennt Nachbarn.</translation>
    </message>
    <message>
        <source>For single micrographs of particles on a background, dark or bright. A network that was trained on published micrographs finds the particles and the distance of each pixel to its particle&apos;s edge; a watershed over that distance takes touching particles apart.</source>
        <translation>Für einzelne Aufnahmen von Partikeln auf einem Hintergrund, dunkel oder hell. Ein Netz, das an veröffentlichten Aufnahmen trainiert wurde, findet die Partikel und den Abstand jedes Pixels zum Rand seines Partikels; eine Wasserscheide über diesem Abstand trennt, was sich berührt.</translation>
    </message>
    <message>
        <source>For tape lifts under transmitted light. A network looks at the scan at 4 µm per pixel and tells five kinds of trace apart, as Rijpkema et al. 2026 do. Fibres and hairs are followed through crossings and under what lies on them; flakes of skin, shards and grains that touch or lie on one another come apart where the network sees the edge of the upper one. The network was trained on simulated tapes only: check it on tapes of your own, correct it in the review, and train on your corrections.</source>
        <translation>Für Klebebandabzüge im Durchlicht. Ein Netz sieht den Scan mit 4 µm je Pixel an und unterscheidet fünf Arten von Spuren, wie Rijpkema et al. 2026. Fasern und Haare werden durch Kreuzungen und unter Aufliegendem hindurch verfolgt; Hautschuppen, Splitter und Körner, die sich berühren oder aufeinanderliegen, trennen sich dort, wo das Netz den Rand des oberen sieht. Das Netz wurde nur an simulierten Klebebändern trainiert: Prüfen Sie es an eigenen, korrigieren Sie es in der Prüfung und trainieren Sie mit Ihren Korrekturen.</translation>
    </message>
    <message>
        <source>Groups of colours</source>
        <translation>Gruppen von Farben</translation>
    </message>
    <message>
        <source>Huang: blurred edges</source>
        <translation>Huang: unscharfe Ränder</translation>
    </message>
    <message>
        <source>IoU</source>
        <translation>IoU</translation>
    </message>
    <message>
        <source>Isodata: middle between two means</source>
        <translation>Isodata: Mitte zwischen zwei Mittelwerten</translation>
    </message>
    <message>
        <source>Largest distance between two parallel tangents: between two points of the convex hull image&apos;s outline, which runs midway between its pixels and their neighbours (`feret_diameter_max`).</source>
        <translation>Größter Abstand zweier paralleler Tangenten: zwischen zwei Punkten des Umrisses der konvexen Hülle, der mittig zwischen ihren Pixeln und deren Nachbarn verläuft (`feret_diameter_max`).</translation>
    </message>
    <message>
        <source>Largest uncertainty</source>
        <translation>Größte Unsicherheit</translation>
    </message>
    <message>
        <source>Largest uncertainty of a pixel, 0 (sure) to 1, by the same measure.</source>
        <translation>Größte Unsicherheit eines Pixels, 0 (sicher) bis 1, nach demselben Maß.</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Left edge of the upright bounding box, in level-0 pixels.</source>
        <translation>Linke Kante des umschließenden Rechtecks, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Length of an elongated particle along its middle: the longest of the shortest paths on its pruned skeleton, smoothed over seven pixels, plus the distance from both ends to the border; of several parts, these and the gaps between them. Blank where 4A/(π·Feret²) is above 1/3.</source>
        <translation>Länge eines länglichen Partikels entlang seiner Mitte: der längste der kürzesten Wege auf dem beschnittenen Skelett, über sieben Pixel geglättet, plus der Abstand beider Enden zum Rand; bei mehreren Teilen diese und die Lücken dazwischen. Leer, wo 4A/(π·Feret²) über 1/3 liegt.</translation>
    </message>
    <message>
        <source>Length of the line through the middles of the border pixels, holes included (`perimeter`, 4 neighbours); 0 for one or two pixels. With oblong pixels each step counts its own length.</source>
        <translation>Länge der Linie durch die Mitten der Randpixel, Löcher eingeschlossen (`perimeter`, 4 Nachbarn); 0 für ein oder zwei Pixel. Bei länglichen Pixeln zählt jeder Schritt mit seiner Länge.</translation>
    </message>
    <message>
        <source>Length of the major axis of the ellipse with the same second moments (`axis_major_length`).</source>
        <translation>Länge der Hauptachse der Ellipse mit denselben zweiten Momenten (`axis_major_length`).</translation>
    </message>
    <message>
        <source>Length of the minor axis of the ellipse with the same second moments (`axis_minor_length`); 0 for a row of pixels.</source>
        <translation>Länge der Nebenachse der Ellipse mit denselben zweiten Momenten (`axis_minor_length`); 0 für eine Reihe von Pixeln.</translation>
    </message>
    <message>
        <source>Li: small contrast</source>
        <translation>Li: kleiner Kontrast</translation>
    </message>
    <message>
        <source>Limit of detection (LOD)</source>
        <translation>Nachweisgrenze (LOD)</translation>
    </message>
    <message>
        <source>Limit of quantification (LOQ)</source>
        <translation>Bestimmungsgrenze (LOQ)</translation>
    </message>
    <message>
        <source>Local threshold (uneven light)</source>
        <translation>Lokaler Schwellenwert (ungleiches Licht)</translation>
    </message>
    <message>
        <source>Looking over the scan</source>
        <translation>Überblickt den Scan</translation>
    </message>
    <message>
        <source>Major axis</source>
        <translation>Hauptachse</translation>
    </message>
    <message>
        <source>Major axis divided by minor axis; blank where the minor axis is 0.</source>
        <translation>Hauptachse geteilt durch Nebenachse; leer, wo die Nebenachse 0 ist.</translation>
    </message>
    <message>
        <source>Maximum Feret</source>
        <translation>Größter Feret-Durchmesser</translation>
    </message>
    <message>
        <source>Maximum Feret angle</source>
        <translation>Winkel des größten Feret-Durchmessers</translation>
    </message>
    <message>
        <source>Maximum entropy: faint and bright</source>
        <translation>Maximale Entropie: schwach und hell</translation>
    </message>
    <message>
        <source>Mean blue</source>
        <translation>Mittelwert Blau</translation>
    </message>
    <message>
        <source>Mean green</source>
        <translation>Mittelwert Grün</translation>
    </message>
    <message>
        <source>Mean grey</source>
        <translation>Mittelwert Grau</translation>
    </message>
    <message>
        <source>Mean of blue over the particle&apos;s pixels, in the scan&apos;s grey levels (`intensity_mean`).</source>
        <translation>Mittelwert von Blau über die Pixel des Partikels, in den Grauwerten des Scans (`intensity_mean`).</translation>
    </message>
    <message>
        <source>Mean of green over the particle&apos;s pixels, in the scan&apos;s grey levels (`intensity_mean`).</source>
        <translation>Mittelwert von Grün über die Pixel des Partikels, in den Grauwerten des Scans (`intensity_mean`).</translation>
    </message>
    <message>
        <source>Mean of grey over the particle&apos;s pixels, in the scan&apos;s grey levels (`intensity_mean`).</source>
        <translation>Mittelwert von Grau über die Pixel des Partikels, in den Grauwerten des Scans (`intensity_mean`).</translation>
    </message>
    <message>
        <source>Mean of red over the particle&apos;s pixels, in the scan&apos;s grey levels (`intensity_mean`).</source>
        <translation>Mittelwert von Rot über die Pixel des Partikels, in den Grauwerten des Scans (`intensity_mean`).</translation>
    </message>
    <message>
        <source>Mean red</source>
        <translation>Mittelwert Rot</translation>
    </message>
    <message>
        <source>Mean uncertainty</source>
        <translation>Mittlere Unsicherheit</translation>
    </message>
    <message>
        <source>Mean uncertainty of the pixels, 0 (sure) to 1: normalised entropy of the class probabilities, or what the protocol names.</source>
        <translation>Mittlere Unsicherheit der Pixel, 0 (sicher) bis 1: normierte Entropie der Klassenwahrscheinlichkeiten oder was das Protokoll nennt.</translation>
    </message>
    <message>
        <source>Mean width</source>
        <translation>Mittlere Breite</translation>
    </message>
    <message>
        <source>Mean x of the particle&apos;s area from the scan&apos;s left edge.</source>
        <translation>Mittleres x der Fläche des Partikels ab der linken Kante des Scans.</translation>
    </message>
    <message>
        <source>Mean x of the particle&apos;s area, in level-0 pixels.</source>
        <translation>Mittleres x der Fläche des Partikels, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Mean y of the particle&apos;s area from the scan&apos;s top edge.</source>
        <translation>Mittleres y der Fläche des Partikels ab der oberen Kante des Scans.</translation>
    </message>
    <message>
        <source>Mean y of the particle&apos;s area, in level-0 pixels.</source>
        <translation>Mittleres y der Fläche des Partikels, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Misst</translation>
    </message>
    <message>
        <source>Measuring this computer&apos;s speed</source>
        <translation>Misst die Geschwindigkeit dieses Rechners</translation>
    </message>
    <message>
        <source>Melt pools in additively manufactured metal</source>
        <translation>Schmelzbäder in additiv gefertigtem Metall</translation>
    </message>
    <message>
        <source>Microplastics on a stained filter (network trained on simulated filters)</source>
        <translation>Mikroplastik auf gefärbtem Filter (Netz, an simulierten Filtern trainiert)</translation>
    </message>
    <message>
        <source>Microplastics on a stained filter: Rényi entropy of red minus green (MP-VAT 2.0)</source>
        <translation>Mikroplastik auf gefärbtem Filter: Rényi-Entropie von Rot minus Grün (MP-VAT 2.0)</translation>
    </message>
    <message>
        <source>Microplastics on a stained filter: colour threshold set by hand (MP-ACT)</source>
        <translation>Mikroplastik auf gefärbtem Filter: Farbschwellenwert von Hand (MP-ACT)</translation>
    </message>
    <message>
        <source>Microplastics on a stained filter: maximum entropy (MP-VAT)</source>
        <translation>Mikroplastik auf gefärbtem Filter: maximale Entropie (MP-VAT)</translation>
    </message>
    <message>
        <source>Microplastics on stained filters</source>
        <translation>Mikroplastik auf gefärbten Filtern</translation>
    </message>
    <message>
        <source>Microplastics on stained filters (simulated)</source>
        <translation>Mikroplastik auf gefärbten Filtern (simuliert)</translation>
    </message>
    <message>
        <source>Minimum Feret</source>
        <translation>Kleinster Feret-Durchmesser</translation>
    </message>
    <message>
        <source>Minimum Feret angle</source>
        <translation>Winkel des kleinsten Feret-Durchmessers</translation>
    </message>
    <message>
        <source>Minor axis</source>
        <translation>Nebenachse</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Übersehen</translation>
    </message>
    <message>
        <source>Mostly bright background: particles are what stands out from it.</source>
        <translation>Überwiegend heller Hintergrund: Partikel sind, was sich davon abhebt.</translation>
    </message>
    <message>
        <source>Mostly even background: particles are what stands out from it.</source>
        <translation>Überwiegend gleichmäßiger Hintergrund: Partikel sind, was sich davon abhebt.</translation>
    </message>
    <message>
        <source>N / A</source>
        <translation>N / A</translation>
    </message>
    <message>
        <source>N f − B, not below 0</source>
        <translation>N f − B, nicht unter 0</translation>
    </message>
    <message>
        <source>N f, f = F / A: what was not looked at is taken to be alike</source>
        <translation>N f, f = F / A: Was nicht angesehen wurde, gilt als gleich</translation>
    </message>
    <message>
        <source>N; interval: χ² quantiles</source>
        <translation>N; Intervall: χ²-Quantile</translation>
    </message>
    <message>
        <source>Name of the mean colour seen against the light around the particles; blank unless the scan has red, green and blue.</source>
        <translation>Name der mittleren Farbe, gesehen gegen das Licht rings um die Partikel; leer, wenn der Scan nicht Rot, Grün und Blau hat.</translation>
    </message>
    <message>
        <source>Nanoparticles in TEM (real and simulated)</source>
        <translation>Nanopartikel im TEM (echt und simuliert)</translation>
    </message>
    <message>
        <source>Nanoparticles in TEM images</source>
        <translation>Nanopartikel in TEM-Bildern</translation>
    </message>
    <message>
        <source>Nanoparticles in transmission electron micrographs</source>
        <translation>Nanopartikel in TEM-Aufnahmen</translation>
    </message>
    <message>
        <source>Nanoparticles that overlap, as ANTEMA has them (UECS)</source>
        <translation>Überlappende Nanopartikel, wie bei ANTEMA (UECS)</translation>
    </message>
    <message>
        <source>No blank is known: nothing is subtracted, and there is no limit of detection.</source>
        <translation>Keine Blindprobe bekannt: Nichts wird abgezogen, und es gibt keine Nachweisgrenze.</translation>
    </message>
    <message>
        <source>No special kind of scan: a threshold finds what stands out from the background.</source>
        <translation>Keine besondere Art von Scan: Ein Schwellenwert findet, was sich vom Hintergrund abhebt.</translation>
    </message>
    <message>
        <source>Not convex</source>
        <translation>Nicht konvex</translation>
    </message>
    <message>
        <source>Number of pixels of the grid on which the scan was analysed; filled holes count.</source>
        <translation>Anzahl der Pixel des Rasters, auf dem der Scan ausgewertet wurde; gefüllte Löcher zählen mit.</translation>
    </message>
    <message>
        <source>Number of pixels times the area of one.</source>
        <translation>Anzahl der Pixel mal der Fläche von einem.</translation>
    </message>
    <message>
        <source>Number of the particle&apos;s class in the list of classes; 0 is background and does not occur.</source>
        <translation>Nummer der Klasse des Partikels in der Liste der Klassen; 0 ist Hintergrund und kommt nicht vor.</translation>
    </message>
    <message>
        <source>Number of the particle, from 1, in raster order of its first pixel; the value of its pixels in the label map.</source>
        <translation>Nummer des Partikels, ab 1, zeilenweise nach seinem ersten Pixel; der Wert seiner Pixel in der Label-Karte.</translation>
    </message>
    <message>
        <source>Otsu: two clear groups</source>
        <translation>Otsu: zwei klare Gruppen</translation>
    </message>
    <message>
        <source>Outlines the melt pools of the last layer in polished and etched cross-sections of metal built by laser powder bed fusion.</source>
        <translation>Umrandet die Schmelzbäder der letzten Schicht in polierten und geätzten Querschliffen von Metall aus dem Laser-Pulverbettverfahren.</translation>
    </message>
    <message>
        <source>Particle</source>
        <translation>Partikel</translation>
    </message>
    <message>
        <source>Particles counted</source>
        <translation>Gezählte Partikel</translation>
    </message>
    <message>
        <source>Particles in electron micrographs</source>
        <translation>Partikel in elektronenmikroskopischen Aufnahmen</translation>
    </message>
    <message>
        <source>Particles in electron micrographs (TEM, SEM), touching ones told apart</source>
        <translation>Partikel in elektronenmikroskopischen Aufnahmen (TEM, REM), Berührende getrennt</translation>
    </message>
    <message>
        <source>Particles on the whole filter</source>
        <translation>Partikel auf dem ganzen Filter</translation>
    </message>
    <message>
        <source>Perimeter</source>
        <translation>Umfang</translation>
    </message>
    <message>
        <source>Perimeter of the convex hull image divided by the perimeter, both by the same estimate, so that a convex particle has 1; blank where the perimeter is 0.</source>
        <translation>Umfang des Bilds der konvexen Hülle geteilt durch den Umfang, beide nach demselben Verfahren, sodass ein konvexes Partikel 1 hat; leer, wo der Umfang 0 ist.</translation>
    </message>
    <message>
        <source>Phases in micrographs</source>
        <translation>Phasen in Schliffbildern</translation>
    </message>
    <message>
        <source>Poisson, of all blanks</source>
        <translation>Poisson, aller Blindproben</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Preparing patches</source>
        <translation>Bereitet Ausschnitte vor</translation>
    </message>
    <message>
        <source>Preparing the program for this computer, once</source>
        <translation>Bereitet das Programm für diesen Rechner vor, einmalig</translation>
    </message>
    <message>
        <source>Reading the annotations</source>
        <translation>Liest die Annotationen</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Trefferquote</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>Right edge of the bounding box, in level-0 pixels.</source>
        <translation>Rechte Kante des umschließenden Rechtecks, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Roundness</source>
        <translation>Rundheit</translation>
    </message>
    <message>
        <source>Rényi entropy: faint and bright</source>
        <translation>Rényi-Entropie: schwach und hell</translation>
    </message>
    <message>
        <source>SD blue</source>
        <translation>SD Blau</translation>
    </message>
    <message>
        <source>SD green</source>
        <translation>SD Grün</translation>
    </message>
    <message>
        <source>SD grey</source>
        <translation>SD Grau</translation>
    </message>
    <message>
        <source>SD of the blanks</source>
        <translation>SD der Blindproben</translation>
    </message>
    <message>
        <source>SD red</source>
        <translation>SD Rot</translation>
    </message>
    <message>
        <source>Sauvola: local, of black to white</source>
        <translation>Sauvola: lokal, von Schwarz bis Weiß</translation>
    </message>
    <message>
        <source>Separated</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Several thresholds</source>
        <translation>Mehrere Schwellenwerte</translation>
    </message>
    <message>
        <source>Shape class</source>
        <translation>Formklasse</translation>
    </message>
    <message>
        <source>Size class</source>
        <translation>Größenklasse</translation>
    </message>
    <message>
        <source>Skeleton length</source>
        <translation>Skelettlänge</translation>
    </message>
    <message>
        <source>Smallest distance between two parallel tangents of the same outline as the maximum Feret&apos;s (rotating calipers).</source>
        <translation>Kleinster Abstand zweier paralleler Tangenten desselben Umrisses wie beim größten Feret-Durchmesser (rotating calipers).</translation>
    </message>
    <message>
        <source>Solidity</source>
        <translation>Solidität</translation>
    </message>
    <message>
        <source>Standard deviation of blue over the particle&apos;s pixels, all of them counted (`intensity_std`).</source>
        <translation>Standardabweichung von Blau über alle Pixel des Partikels (`intensity_std`).</translation>
    </message>
    <message>
        <source>Standard deviation of green over the particle&apos;s pixels, all of them counted (`intensity_std`).</source>
        <translation>Standardabweichung von Grün über alle Pixel des Partikels (`intensity_std`).</translation>
    </message>
    <message>
        <source>Standard deviation of grey over the particle&apos;s pixels, all of them counted (`intensity_std`).</source>
        <translation>Standardabweichung von Grau über alle Pixel des Partikels (`intensity_std`).</translation>
    </message>
    <message>
        <source>Standard deviation of red over the particle&apos;s pixels, all of them counted (`intensity_std`).</source>
        <translation>Standardabweichung von Rot über alle Pixel des Partikels (`intensity_std`).</translation>
    </message>
    <message>
        <source>TMA core</source>
        <translation>TMA-Stanze</translation>
    </message>
    <message>
        <source>Telling particles apart</source>
        <translation>Unterscheidet Partikel</translation>
    </message>
    <message>
        <source>Tells fibre, hair, skin, glass and sand apart on tape lifts under transmitted light, at 4 µm per pixel.</source>
        <translation>Unterscheidet Faser, Haar, Haut, Glas und Sand auf Klebebandabzügen im Durchlicht, bei 4 µm je Pixel.</translation>
    </message>
    <message>
        <source>Tells fibre, hair, skin, glass and sand apart on tape lifts under transmitted light, at 4 µm per pixel. Trained on simulated scans only.</source>
        <translation>Unterscheidet Faser, Haar, Haut, Glas und Sand auf Klebebandabzügen im Durchlicht, bei 4 µm je Pixel. Nur an simulierten Scans trainiert.</translation>
    </message>
    <message>
        <source>Tells the annotated phases, layers and defects of micrographs apart.</source>
        <translation>Unterscheidet die annotierten Phasen, Schichten und Fehler von Schliffbildern.</translation>
    </message>
    <message>
        <source>Testing on images it has not learned from</source>
        <translation>Testet an Bildern, aus denen es nicht gelernt hat</translation>
    </message>
    <message>
        <source>The amount of sample was not told: there is no number per litre or gram.</source>
        <translation>Die Probenmenge ist nicht angegeben: Es gibt keine Anzahl je Liter oder Gramm.</translation>
    </message>
    <message>
        <source>The area of the whole filter was not told: it is taken to be the one counted.</source>
        <translation>Die Fläche des ganzen Filters ist nicht angegeben: Sie gilt als die gezählte.</translation>
    </message>
    <message>
        <source>The blanks were analysed by different protocols.</source>
        <translation>Die Blindproben wurden nach anderen Protokollen ausgewertet.</translation>
    </message>
    <message>
        <source>The scan has no pixel size: areas are in px, and there is no whole filter.</source>
        <translation>Der Scan hat keine Pixelgröße: Flächen stehen in px, und es gibt keinen ganzen Filter.</translation>
    </message>
    <message>
        <source>Threshold set by hand</source>
        <translation>Schwellenwert von Hand</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>Oben</translation>
    </message>
    <message>
        <source>Top edge of the upright bounding box, in level-0 pixels.</source>
        <translation>Oberkante des umschließenden Rechtecks, in Pixeln der Stufe 0.</translation>
    </message>
    <message>
        <source>Touches border</source>
        <translation>Berührt Rand</translation>
    </message>
    <message>
        <source>Traces on tape lifts</source>
        <translation>Spuren auf Klebebandabzügen</translation>
    </message>
    <message>
        <source>Traces on tape lifts (simulated)</source>
        <translation>Spuren auf Klebebandabzügen (simuliert)</translation>
    </message>
    <message>
        <source>Traces on tape lifts: fibre, hair, skin, glass, sand (network trained on simulated tapes)</source>
        <translation>Spuren auf Klebebandabzügen: Faser, Haar, Haut, Glas, Sand (Netz, an simulierten Klebebändern trainiert)</translation>
    </message>
    <message>
        <source>Triangle: mostly empty</source>
        <translation>Dreieck: größtenteils leer</translation>
    </message>
    <message>
        <source>V: typed in</source>
        <translation>V: eingegeben</translation>
    </message>
    <message>
        <source>What lies within a range of each of three channels, from 0 to 255, is plastic: red, green and blue, or hue, saturation and brightness, as in ImageJ&apos;s Color Threshold (Prata et al. 2019). Move the ranges until the preview shows all plastic and nothing else, on a filter that is typical; then save the protocol under a name of your own, and use it for all filters of the series.</source>
        <translation>Was in einem Bereich jedes von drei Kanälen liegt, von 0 bis 255, ist Kunststoff: Rot, Grün und Blau oder Farbton, Sättigung und Helligkeit, wie in Color Threshold von ImageJ (Prata et al. 2019). Die Bereiche verschieben, bis die Vorschau an einem typischen Filter allen Kunststoff zeigt und sonst nichts; dann das Protokoll unter eigenem Namen speichern und für alle Filter der Reihe verwenden.</translation>
    </message>
    <message>
        <source>Whether a person has looked at the particle, or corrected it.</source>
        <translation>Ob jemand das Partikel angesehen oder korrigiert hat.</translation>
    </message>
    <message>
        <source>Whether the convexity is below 0.95: particles that overlap may have been taken for one.</source>
        <translation>Ob die Konvexität unter 0.95 liegt: Überlappende Partikel können für eines gehalten worden sein.</translation>
    </message>
    <message>
        <source>Whether the particle reaches the edge of the scan, so that its size is a lower bound.</source>
        <translation>Ob das Partikel bis zum Rand des Scans reicht, sodass seine Größe eine untere Schranke ist.</translation>
    </message>
    <message>
        <source>Whether the particle was cut from a neighbour that it touched, or put together from parts that something else lies between.</source>
        <translation>Ob das Partikel von einem berührenden Nachbarn getrennt wurde oder aus Teilen zusammengesetzt, zwischen denen etwas anderes liegt.</translation>
    </message>
    <message>
        <source>Whole filter</source>
        <translation>Ganzer Filter</translation>
    </message>
    <message>
        <source>Writing the pack</source>
        <translation>Schreibt das Modellpaket</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Schreibt den Bericht</translation>
    </message>
    <message>
        <source>background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>black</source>
        <translation>schwarz</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>braun</translation>
    </message>
    <message>
        <source>convex parts that may overlap</source>
        <translation>konvexe Teile, die überlappen dürfen</translation>
    </message>
    <message>
        <source>crack</source>
        <translation>Riss</translation>
    </message>
    <message>
        <source>cut by the network</source>
        <translation>durch das Netz getrennt</translation>
    </message>
    <message>
        <source>cut by their shape</source>
        <translation>nach ihrer Form getrennt</translation>
    </message>
    <message>
        <source>cyan</source>
        <translation>cyan</translation>
    </message>
    <message>
        <source>entropy of all classes</source>
        <translation>Entropie aller Klassen</translation>
    </message>
    <message>
        <source>fibre</source>
        <translation>Faser</translation>
    </message>
    <message>
        <source>fibres: followed across each other</source>
        <translation>Fasern: übereinander hinweg verfolgt</translation>
    </message>
    <message>
        <source>glass</source>
        <translation>Glas</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>hair</source>
        <translation>Haar</translation>
    </message>
    <message>
        <source>image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>margin of the two likeliest</source>
        <translation>Abstand der zwei wahrscheinlichsten</translation>
    </message>
    <message>
        <source>melt pool</source>
        <translation>Schmelzbad</translation>
    </message>
    <message>
        <source>microplastic</source>
        <translation>Mikroplastik</translation>
    </message>
    <message>
        <source>orange</source>
        <translation>orange</translation>
    </message>
    <message>
        <source>oxide</source>
        <translation>Oxid</translation>
    </message>
    <message>
        <source>particle</source>
        <translation>Partikel</translation>
    </message>
    <message>
        <source>pink</source>
        <translation>rosa</translation>
    </message>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>sand</source>
        <translation>Sand</translation>
    </message>
    <message>
        <source>skin</source>
        <translation>Haut</translation>
    </message>
    <message>
        <source>stay together</source>
        <translation>bleiben zusammen</translation>
    </message>
    <message>
        <source>tile</source>
        <translation>Kachel</translation>
    </message>
    <message>
        <source>violet</source>
        <translation>violett</translation>
    </message>
    <message>
        <source>what the likeliest lacks</source>
        <translation>was der wahrscheinlichsten fehlt</translation>
    </message>
    <message>
        <source>white</source>
        <translation>weiß</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>gelb</translation>
    </message>
</context>
</TS>

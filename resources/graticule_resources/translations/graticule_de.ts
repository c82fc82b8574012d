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
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
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
        <source>Every trace or particle of a scan: found, classed and measured.</source>
        <translation>Jede Spur und jedes Partikel eines Scans: gefunden, klassifiziert und gemessen.</translation>
    </message>
    <message>
        <source>Fibres, hairs, skin, glass</source>
        <translation>Fasern, Haare, Haut, Glas</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>From the next start of the program on</source>
        <translation>Ab dem nächsten Start des Programms</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Learn from annotated scans, and make a pack that finds the same in others</source>
        <translation>Lernt aus annotierten Scans und erstellt ein Modellpaket, das Gleiches in anderen findet</translation>
    </message>
    <message>
        <source>Looking for recent scans</source>
        <translation>Sucht die zuletzt geöffneten Scans</translation>
    </message>
    <message>
        <source>Nanoparticles</source>
        <translation>Nanopartikel</translation>
    </message>
    <message>
        <source>Open a sample</source>
        <translation>Beispiel öffnen</translation>
    </message>
    <message>
        <source>Opened {when}</source>
        <translation>Geöffnet: {when}</translation>
    </message>
    <message>
        <source>Particles, scale bar</source>
        <translation>Partikel, Maßstabsbalken</translation>
    </message>
    <message>
        <source>Recent scans</source>
        <translation>Zuletzt geöffnete Scans</translation>
    </message>
    <message>
        <source>SEM micrograph</source>
        <translation>REM-Aufnahme</translation>
    </message>
    <message>
        <source>Stained microplastics</source>
        <translation>Gefärbtes Mikroplastik</translation>
    </message>
    <message>
        <source>TEM micrograph</source>
        <translation>TEM-Aufnahme</translation>
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
        <source>or click to choose one · a folder works, too</source>
        <translation>oder klicken, um einen zu wählen · auch ein Ordner geht</translation>
    </message>
</context>
</TS>

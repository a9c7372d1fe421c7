"""How the letterhead of a Council document reads in each language, for the test writers."""

from __future__ import annotations

INSTITUTION = {
    "bg": ("Съвет на Европейския съюз", "Брюксел, 10 юни 2022 г."),
    "es": ("Consejo de la Unión Europea", "Bruselas, 10 de junio de 2022"),
    "cs": ("Rada Evropské unie", "Brusel 10. června 2022"),
    "da": ("Rådet for Den Europæiske Union", "Bruxelles, den 10. juni 2022"),
    "de": ("Rat der Europäischen Union", "Brüssel, den 10. Juni 2022"),
    "et": ("Euroopa Liidu Nõukogu", "Brüssel, 10. juuni 2022"),
    "el": ("Συμβούλιο της Ευρωπαϊκής Ένωσης", "Βρυξέλλες, 10 Ιουνίου 2022"),
    "en": ("Council of the European Union", "Brussels, 10 June 2022"),
    "fr": ("Conseil de l’Union européenne", "Bruxelles, le 10 juin 2022"),
    "ga": ("Comhairle an Aontais Eorpaigh", "An Bhruiséil, 10 Meitheamh 2022"),
    "hr": ("Vijeće Europske unije", "Bruxelles, 10. lipnja 2022."),
    "it": ("Consiglio dell’Unione europea", "Bruxelles, 10 giugno 2022"),
    "lv": ("Eiropas Savienības Padome", "Briselē, 2022. gada 10. jūnijā"),
    "lt": ("Europos Sąjungos Taryba", "Briuselis, 2022 m. birželio 10 d."),
    "hu": ("Az Európai Unió Tanácsa", "Brüsszel, 2022. június 10."),
    "mt": ("Il-Kunsill tal-Unjoni Ewropea", "Brussell, 10 ta’ Ġunju 2022"),
    "nl": ("Raad van de Europese Unie", "Brussel, 10 juni 2022"),
    "pl": ("Rada Unii Europejskiej", "Bruksela, 10 czerwca 2022 r."),
    "pt": ("Conselho da União Europeia", "Bruxelas, 10 de junho de 2022"),
    "ro": ("Consiliul Uniunii Europene", "Bruxelles, 10 iunie 2022"),
    "sk": ("Rada Európskej únie", "Brusel 10. júna 2022"),
    "sl": ("Svet Evropske unije", "Bruselj, 10. junij 2022"),
    "fi": ("Euroopan unionin neuvosto", "Bryssel, 10. kesäkuuta 2022"),
    "sv": ("Europeiska unionens råd", "Bryssel den 10 juni 2022"),
}
"""Language → name of the institution, and place with date."""

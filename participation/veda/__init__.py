"""Electoral periods: when and where government propaganda is suspended, and what these pages withhold meanwhile.

Where the words come from (Mexican federal law; each period names its own source):

- Constitution, article 41, base III, apartado C: from the beginning of federal and local campaigns until the end of the
  election day, the spreading of all government propaganda is suspended, that of municipalities included. Exceptions:
  information of the electoral authorities, on education and health services, and for civil protection in emergencies.
- LGIPE (Ley General de Instituciones y Procedimientos Electorales), article 209, paragraph 1: the same, as law.
- Constitution, article 134, eighth paragraph: government communication is institutional, with ends of information,
  education or guidance, and never bears names, images, voices or symbols that promote a public servant.
- LFRM (Ley Federal de Revocación de Mandato, DOF 14 September 2021), article 33: the same suspension from the call of a
  revocation of mandate until the end of its day of voting; Constitution, article 35, section IX, number 7.
- Constitution, article 35, section VIII, number 4: the same for federal popular consultations.

Participation, services, open data and answers to petitions (Constitution, article 8) are not propaganda: they go on.
"""

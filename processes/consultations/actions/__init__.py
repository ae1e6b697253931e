"""Acts of consultations: writing the questionnaire, answering, deciding which texts are published."""

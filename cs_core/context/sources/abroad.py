"""What fields are called in tables of German, French, Dutch and Spanish making: words as data, beside the English ones of `synonyms`.

In plain form, accents taken away (`propose.named`). A word that may mean two things in its language is left out: a firm's *Jahresumsatz*
is its own turnover as often as what it pays us.
"""

COMPANY = (
    "kunden_nr kundennr kunden_nummer kundennummer kunden_id kd_nr debitor_nr debitorennummer kunde client_no no_client n_client "
    "numero_client numero_de_client code_client id_client klant_nr klantnr klantnummer klant_id klant n_cliente no_cliente numero_cliente "
    "numero_de_cliente codigo_cliente id_cliente cliente"
)
OWNER = (
    "betreuer betreuerin kundenbetreuer kundenbetreuung zustandig zustaendig verantwortlich verantwortlicher charge_de_compte "
    "charge_de_clientele responsable_compte responsable accountmanager klantmanager relatiebeheerder gestor gestor_de_cuenta ejecutivo"
)
MONEY = "wahrung waehrung devise monnaie valuta munt moneda divisa"
LANGUAGE = "sprache langue taal idioma"
PLAN = "tarif paket vertragsart formule forfait abonnement pakket tariefplan tarifa paquete"
SEATS = "lizenzen anzahl_lizenzen lizenzanzahl nombre_de_licences nb_licences licenties aantal_licenties licencias numero_de_licencias"
STARTED = (
    "vertragsbeginn vertragsstart beginn startdatum laufzeitbeginn debut_de_contrat debut_contrat date_de_debut date_debut contractstart "
    "ingangsdatum begindatum inicio_de_contrato inicio_contrato fecha_de_inicio fecha_inicio"
)
TERM_END = (
    "vertragsende laufzeitende ablaufdatum vertragsablauf verlangerung verlangerungsdatum nachste_verlangerung fin_de_contrat fin_contrat "
    "date_d_echeance date_echeance echeance renouvellement date_de_renouvellement einde_contract contracteinde verlengingsdatum "
    "fin_de_contrato vencimiento fecha_de_vencimiento renovacion fecha_de_renovacion"
)
YEARLY = (
    "jahresbetrag jahreswert jahrespreis jahresgebuhr jahrlicher_betrag jahresumsatz_arr arr_jahr montant_annuel valeur_annuelle "
    "prix_annuel jaarbedrag jaarwaarde jaarprijs importe_anual valor_anual precio_anual cuota_anual"
)
MONTHLY = (
    "monatsbetrag monatspreis monatsgebuhr monatlicher_betrag montant_mensuel prix_mensuel maandbedrag maandprijs importe_mensual "
    "precio_mensual cuota_mensual"
)

ABROAD: dict[str, dict[str, str]] = {
    "company": {
        "name": "firma firmenname kunde kundenname unternehmen unternehmensname raison_sociale societe nom_de_la_societe nom_client "
        "nom_du_client entreprise bedrijf bedrijfsnaam klant klantnaam razon_social empresa nombre_de_la_empresa cliente nombre_cliente",
        "domain": "webseite webadresse internetseite internetadresse site_web site_internet sitio_web pagina_web",
        "customer_on": "kunde_seit seit client_depuis klant_sinds cliente_desde",
        "industry": "branche secteur secteur_d_activite bedrijfstak sector_de_actividad",
        "country": "land pays pais",
        "segment": "kundensegment",
        "employees": "mitarbeiter mitarbeiterzahl anzahl_mitarbeiter effectif nombre_d_employes medewerkers aantal_medewerkers empleados "
        "numero_de_empleados",
        "plan": PLAN, "seats": SEATS, "currency": MONEY, "language": LANGUAGE, "owner": OWNER,
    },
    "person": {
        "email": "e_mail_adresse emailadresse mailadresse courriel adresse_e_mail adresse_mail e_mailadres emailadres correo "
        "correo_electronico",
        "name": "ansprechpartner kontaktperson nom_complet contactpersoon nombre_completo",
        "name+first": "prenom voornaam nombre_de_pila", "name+last": "familienname nom_de_famille achternaam apellido apellidos",
        "company_ref": COMPANY, "title": "funktion stelle berufsbezeichnung fonction poste functie functietitel cargo puesto",
        "role": "rolle rol", "language": LANGUAGE,
    },
    "subscription": {
        "company_ref": COMPANY, "plan": PLAN, "product": "produkt produktname produit producto", "status": "vertragsstatus",
        "started_on": STARTED, "term_end_on": TERM_END,
        "cancelled_on": "kundigungsdatum gekundigt_am kuendigungsdatum date_de_resiliation opzegdatum opgezegd_op fecha_de_cancelacion",
        "auto_renew": "automatische_verlangerung verlangert_sich_automatisch tacite_reconduction renouvellement_automatique "
        "automatische_verlenging renovacion_automatica",
        "seats": SEATS, "mrr": MONTHLY, "mrr/12": YEARLY, "currency": MONEY,
        "notice_days": "kundigungsfrist_tage kundigungsfrist_in_tagen preavis_jours opzegtermijn_dagen preaviso_dias",
    },
    "invoice": {
        "company_ref": COMPANY, "number": "rechnungsnummer rechnungs_nr numero_de_facture factuurnummer numero_de_factura",
        "issued_on": "rechnungsdatum date_de_facture factuurdatum fecha_de_factura",
        "due_on": "falligkeit fallig_am falligkeitsdatum date_d_echeance vervaldatum fecha_de_vencimiento",
        "paid_on": "bezahlt_am zahlungsdatum date_de_paiement betaald_op fecha_de_pago",
        "amount": "betrag rechnungsbetrag montant montant_ttc bedrag importe", "currency": MONEY,
    },
    "ticket": {
        "company_ref": COMPANY, "subject": "betreff objet onderwerp asunto", "body": "beschreibung beschrijving descripcion",
        "priority": "prioritat prioritaet priorite prioriteit prioridad",
        "opened_at": "erstellt_am eroffnet_am date_de_creation aangemaakt_op geopend_op fecha_de_creacion",
        "closed_at": "geschlossen_am gelost_am date_de_cloture gesloten_op fecha_de_cierre",
    },
}  # fmt: skip
"""Noun -> field -> words; a noun or a field that is not here has English words only."""

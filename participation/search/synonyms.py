"""Words that people in Mexico use for the same thing when they propose; each line is one idea.

Used only to suggest similar texts, never by the search, which finds what was typed.
"""

GROUPS = """
luz alumbrado lámpara luminaria foco faro iluminar iluminación oscuro oscuridad oscuras poste
bache hoyo pozo pavimento pavimentar asfalto asfaltar repavimentar encarpetar bacheo chapopote
banqueta acera andador peatonal
basura desecho residuo desperdicio tiradero basurero contenedor recolección recolectora bote cochinero
reciclar reciclaje separar separación acopio
camión autobús transporte ruta micro combi colectivo urbano pasaje unidad
parada paradero marquesina
bici bicicleta ciclovía ciclista ciclopista pedalear
policía patrulla seguridad vigilancia rondín patrullaje asalto robo delincuencia inseguridad ladrón ratero
cámara videovigilancia alarma botón
agua potable tandeo pipa suministro cisterna
fuga tubería drenaje alcantarilla coladera cañería inundación inundar encharcar desazolve
parque jardín plaza jardinera área verde espacio
juego juegos columpio resbaladilla infantil
árbol arbolado reforestar reforestación plantar sembrar arborizar sombra
perro gato mascota animal perrito croqueta esterilizar esterilización callejero canino
escuela primaria secundaria kínder plantel alumno estudiante escolar preescolar
adulto mayor anciano abuelo tercera edad viejo pensionado
discapacidad rampa silla ruedas accesible accesibilidad ciego invidente
semáforo cruce crucero esquina paso cebra
tope reductor velocidad vibrador rápido exceso
salud clínica médico doctor consultorio hospital enfermería medicina dispensario
deporte cancha futbol basquetbol deportivo unidad gimnasio ejercicio entrenar
biblioteca libro lectura leer libros
cultura taller música baile arte casa teatro pintura
mercado tianguis comerciante puesto locatario ambulante
ruido escándalo música volumen bocina estruendo
wifi internet red conexión computadora digital
baño sanitario mingitorio
mujer mujeres niña acoso violencia feminicida
joven jóvenes juventud adolescente chavo muchacho
empleo trabajo bolsa vacante chamba capacitación oficio
trámite ventanilla pago cobro predial cita
río arroyo canal cauce barranca laguna presa
panteón cementerio tumba
guardería estancia bebé cuidado
huerto hortaliza cultivo composta siembra
parquímetro estacionamiento estacionar cajón estacionado
letrero señalamiento señal señalética nomenclatura placa
puente peatonal pasarela
vado muro barda barandal malla reja
quema humo contaminación aire ladrillera smog
vecino colono comité vecinal
mosquito dengue fumigar fumigación zancudo plaga
grafiti pinta barda mural
taxi mototaxi aplicación
beca apoyo escolar útiles
"""

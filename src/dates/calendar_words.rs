//! The words that stand in written dates: months, weekdays, halves of the day, zones, and the little words between them.
//!
//! The names of months and weekdays are those of CLDR, in all the cases and lengths that dates have them in. Words are
//! compared without capitals and without the accents of Latin, Greek and Cyrillic letters ([`folded`]).

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Months by language: twelve of them, January first, each with all its forms.
///
/// Where languages disagree about a word, the first one here has it, but for [`EXCEPTIONS`].
const MONTHS: &[(&str, &str)] = &[
    (
        "en",
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec",
    ),
    (
        "fr",
        "janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre|octobre|novembre|décembre déc",
    ),
    (
        "de",
        "januar jänner jänn|feber|märz maerz mär mrz|april|mai|juni|juli|august|september|oktober okt|november|dezember dez",
    ),
    (
        "es",
        "enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago agost|septiembre setiembre|octubre|noviembre|diciembre dic",
    ),
    (
        "it",
        "gennaio genn gen|febbraio febbr|marzo|aprile|maggio magg mag|giugno giu|luglio lug|agosto|settembre sett set|ottobre ott|novembre|dicembre",
    ),
    (
        "pt",
        "janeiro|fevereiro fev|março|abril|maio|junho|julho|agosto|setembro|outubro out|novembro|dezembro",
    ),
    (
        "nl",
        "januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober|november|december",
    ),
    (
        "ru",
        "январь января янв|февраль февраля фев февр|март марта мар|апрель апреля апр|май мая|июнь июня июн|июль июля июл|август августа авг|сентябрь сентября сент сен|октябрь октября окт|ноябрь ноября нояб ноя|декабрь декабря дек",
    ),
    (
        "ar",
        "يناير جانفي كانونالثاني|فبراير فيفري شباط|مارس آذار اذار|أبريل ابريل إبريل أفريل نيسان|مايو ماي أيار ايار|يونيو يونيه جوان حزيران|يوليو يوليه جويلية تموز|أغسطس اغسطس أوت آب اب|سبتمبر أيلول ايلول|أكتوبر اكتوبر تشرينالأول|نوفمبر تشرينالثاني|ديسمبر كانونالأول",
    ),
    (
        "hy",
        "հունվար հունվարի հնվ|փետրվար փետրվարի փտվ|մարտ մարտի մրտ|ապրիլ ապրիլի ապր|մայիս մայիսի մյս|հունիս հունիսի հնս|հուլիս հուլիսի հլս|օգոստոս օգոստոսի օգս|սեպտեմբեր սեպտեմբերի սեպ|հոկտեմբեր հոկտեմբերի հոկ|նոյեմբեր նոյեմբերի նոյ|դեկտեմբեր դեկտեմբերի դեկ",
    ),
    (
        "eu",
        "urtarrila urtarrilak urtarrilaren urt|otsaila otsailak otsailaren ots|martxoa martxoak martxoaren|apirila apirilak apirilaren api|maiatza maiatzak maiatzaren|ekaina ekainak ekainaren eka|uztaila uztailak uztailaren uzt|abuztua abuztuak abuztuaren abu|iraila irailak irailaren ira|urria urriak urriaren urr|azaroa azaroak azaroaren aza|abendua abenduak abenduaren abe",
    ),
    (
        "ca",
        "gener|febrer febr|març|abril|maig|juny|juliol|agost ag|setembre|octubre|novembre|desembre des",
    ),
    (
        "cs",
        "leden ledna led|únor února úno|březen března bře|duben dubna dub|květen května kvě|červen června čvn|červenec července čvc|srpen srpna srp|září zář|říjen října říj|listopad listopadu|prosinec prosince pro",
    ),
    (
        "sk",
        "januára|február februára|marec marca|apríl apríla|máj mája|jún júna|júl júla|augusta|septembra|október októbra|novembra|decembra",
    ),
    (
        "da",
        "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
    ),
    (
        "et",
        "jaanuar jaan|veebruar veebr|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember dets",
    ),
    (
        "el",
        "ιανουάριος ιανουαρίου ιαν|φεβρουάριος φεβρουαρίου φεβ|μάρτιος μαρτίου μαρ|απρίλιος απριλίου απρ|μάιος μαΐου μαϊου|ιούνιος ιουνίου ιουν|ιούλιος ιουλίου ιουλ|αύγουστος αυγούστου αυγ|σεπτέμβριος σεπτεμβρίου σεπ σεπτ|οκτώβριος οκτωβρίου οκτ|νοέμβριος νοεμβρίου νοε νοεμ|δεκέμβριος δεκεμβρίου δεκ",
    ),
    (
        "fi",
        "tammikuu tammikuuta tammi|helmikuu helmikuuta helmi|maaliskuu maaliskuuta maalis|huhtikuu huhtikuuta huhti|toukokuu toukokuuta touko|kesäkuu kesäkuuta kesä|heinäkuu heinäkuuta heinä|elokuu elokuuta elo|syyskuu syyskuuta syys|lokakuu lokakuuta loka|marraskuu marraskuuta marras|joulukuu joulukuuta joulu",
    ),
    (
        "hu",
        "január|február|március márc|április ápr|május máj|június jún|július júl|augusztus|szeptember szept|október|november|december",
    ),
    (
        "id",
        "januari|februari|maret|april|mei|juni|juli|agustus agu agt|september|oktober|november nop nopember|desember",
    ),
    (
        "ms",
        "januari|februari|mac|april|mei|jun|julai|ogos ogo|september|oktober|november|disember dis",
    ),
    (
        "ga",
        "eanáir ean|feabhra feabh|márta|aibreán aib|bealtaine beal|meitheamh meith|iúil|lúnasa|meánfómhair mfómh|deireadhfómhair dfómh|samhain samh|nollaig noll",
    ),
    (
        "lt",
        "sausis sausio|vasaris vasario|kovas kovo|balandis balandžio|gegužė gegužės|birželis birželio|liepa liepos|rugpjūtis rugpjūčio|rugsėjis rugsėjo|spalis spalio|lapkritis lapkričio|gruodis gruodžio",
    ),
    (
        "lv",
        "janvāris janvārī|februāris februārī|marts martā|aprīlis aprīlī|maijs maijā|jūnijs jūnijā|jūlijs jūlijā|augusts augustā|septembris septembrī|oktobris oktobrī|novembris novembrī|decembris decembrī",
    ),
    (
        "no",
        "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember",
    ),
    (
        "ro",
        "ianuarie ian|februarie|martie|aprilie|mai|iunie iun|iulie iul|august|septembrie|octombrie|noiembrie noi|decembrie",
    ),
    (
        "sr",
        "јануар јануара јан|фебруар фебруара феб|март|април априла|мај маја|јун јуна јуни|јул јула јули|август|септембар септембра сеп|октобар октобра|новембар новембра нов|децембар децембра дец",
    ),
    (
        "sh",
        "januara|februara|marta|aprila|maja|juna|jula|avgust avgusta avg|septembar septembra|oktobar oktobra okt|novembar novembra|decembar decembra",
    ),
    (
        "hr",
        "siječanj siječnja sij|veljača veljače velj|ožujak ožujka ožu|travanj travnja|svibanj svibnja svi|lipanj lipnja|srpanj srpnja|kolovoz kolovoza kol|rujan rujna ruj|listopad|studeni studenoga studenog stu|prosinac prosinca",
    ),
    (
        "sl",
        "januarja|februarja|marec marca|aprila|maja|junij junija|julij julija|avgusta|septembra|oktobra|novembra|decembra",
    ),
    (
        "sv",
        "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    ),
    (
        "pl",
        "styczeń stycznia sty|luty lutego lut|marzec|kwiecień kwietnia kwi|maj maja|czerwiec czerwca cze|lipiec lipca lip|sierpień sierpnia sie|wrzesień września wrz|październik października paź|listopad listopada lis|grudzień grudnia gru",
    ),
    (
        "tr",
        "ocak oca|şubat şub|mart|nisan nis|mayıs|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara",
    ),
    (
        "az",
        "yanvar|fevral|mart|aprel|may|iyun|iyul|avqust|sentyabr|oktyabr|noyabr|dekabr",
    ),
    (
        "uk",
        "січень січня січ|лютий лютого лют|березень березня бер|квітень квітня квіт|травень травня трав|червень червня черв|липень липня лип|серпень серпня серп|вересень вересня вер|жовтень жовтня жовт|листопад листопада лист|грудень грудня груд",
    ),
    (
        "be",
        "студзень студзеня|люты лютага|сакавік сакавіка|красавік красавіка|мая|чэрвень чэрвеня|ліпень ліпеня|жнівень жніўня|верасень верасня|кастрычнік кастрычніка|лістапад лістапада|снежань снежня",
    ),
    (
        "bg",
        "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
    ),
    (
        "mk",
        "јануари|февруари|март|април|мај|јуни|јули|август|септември|октомври|ноември|декември",
    ),
    (
        "he",
        "ינואר ינו|פברואר פבר|מרץ מרס|אפריל אפר|מאי|יוני|יולי|אוגוסט אוג|ספטמבר ספט|אוקטובר אוק|נובמבר נוב|דצמבר דצמ",
    ),
    (
        "fa",
        "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه جولای|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر",
    ),
    (
        "ur",
        "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    ),
    (
        "th",
        "มกราคม มค|กุมภาพันธ์ กพ|มีนาคม มีค|เมษายน เมย|พฤษภาคม พค|มิถุนายน มิย|กรกฎาคม กค|สิงหาคม สค|กันยายน กย|ตุลาคม ตค|พฤศจิกายน พย|ธันวาคม ธค",
    ),
    (
        "hi",
        "जनवरी जन|फ़रवरी फरवरी फ़र फर|मार्च|अप्रैल|मई|जून|जुलाई जुल|अगस्त अग|सितंबर सितम्बर सित|अक्टूबर अक्तूबर अक्टू|नवंबर नवम्बर नव|दिसंबर दिसम्बर दिस",
    ),
    (
        "ne",
        "जनवरी|फेब्रुअरी|मार्च|अप्रिल|मे|जुन|जुलाई|अगस्ट|सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर",
    ),
    (
        "bn",
        "জানুয়ারি জানুয়ারী জানু|ফেব্রুয়ারি ফেব্রুয়ারী ফেব|মার্চ|এপ্রিল এপ্রি|মে|জুন|জুলাই জুল|আগস্ট আগ|সেপ্টেম্বর সেপ্ট সেপ|অক্টোবর অক্টো|নভেম্বর নভে|ডিসেম্বর ডিসে",
    ),
    (
        "ta",
        "ஜனவரி ஜன|பிப்ரவரி பிப்|மார்ச் மார்|ஏப்ரல் ஏப்|மே|ஜூன்|ஜூலை|ஆகஸ்ட் ஆக|செப்டம்பர் செப்|அக்டோபர் அக்|நவம்பர் நவ|டிசம்பர் டிச",
    ),
    (
        "sq",
        "janar|shkurt|mars|prill|maj|qershor|korrik|gusht|shtator|tetor|nëntor|dhjetor",
    ),
    (
        "is",
        "janúar|febrúar|mars|apríl|maí|júní|júlí|ágúst|september|október|nóvember|desember",
    ),
    (
        "cy",
        "ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr",
    ),
    (
        "gl",
        "xaneiro|febreiro|marzo|abril|maio|xuño|xullo|agosto|setembro|outubro|novembro|decembro",
    ),
    (
        "af",
        "januarie|februarie|maart|april|mei|junie|julie|augustus|september|oktober|november|desember",
    ),
    (
        "sw",
        "januari|februari|machi|aprili|mei|juni|julai|agosti|septemba|oktoba|novemba|desemba",
    ),
    (
        "ka",
        "იანვარი|თებერვალი|მარტი|აპრილი|მაისი|ივნისი|ივლისი|აგვისტო|სექტემბერი|ოქტომბერი|ნოემბერი|დეკემბერი",
    ),
    (
        "kk",
        "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан",
    ),
    (
        "te",
        "జనవరి|ఫిబ్రవరి|మార్చి|ఏప్రిల్|మే|జూన్|జులై|ఆగస్టు|సెప్టెంబర్|అక్టోబర్|నవంబర్|డిసెంబర్",
    ),
    (
        "ml",
        "ജനുവരി|ഫെബ്രുവരി|മാർച്ച് മാര്ച്ച്|ഏപ്രിൽ ഏപ്രില്|മേയ്|ജൂൺ ജൂണ്|ജൂലൈ|ഓഗസ്റ്റ്|സെപ്റ്റംബർ സെപ്റ്റംബര്|ഒക്ടോബർ ഒക്ടോബര്|നവംബർ നവംബര്|ഡിസംബർ ഡിസംബര്",
    ),
    (
        "gu",
        "જાન્યુઆરી|ફેબ્રુઆરી|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ|સપ્ટેમ્બર|ઑક્ટોબર|નવેમ્બર|ડિસેમ્બર",
    ),
    (
        "kn",
        "ಜನವರಿ|ಫೆಬ್ರವರಿ|ಮಾರ್ಚ್|ಏಪ್ರಿಲ್|ಮೇ|ಜೂನ್|ಜುಲೈ|ಆಗಸ್ಟ್|ಸೆಪ್ಟೆಂಬರ್|ಅಕ್ಟೋಬರ್|ನವೆಂಬರ್|ಡಿಸೆಂಬರ್",
    ),
    (
        "mr",
        "जानेवारी|फेब्रुवारी|मार्च|एप्रिल|मे|जून|जुलै|ऑगस्ट|सप्टेंबर|ऑक्टोबर|नोव्हेंबर|डिसेंबर",
    ),
    (
        "pa",
        "ਜਨਵਰੀ|ਫ਼ਰਵਰੀ|ਮਾਰਚ|ਅਪ੍ਰੈਲ|ਮਈ|ਜੂਨ|ਜੁਲਾਈ|ਅਗਸਤ|ਸਤੰਬਰ|ਅਕਤੂਬਰ|ਨਵੰਬਰ|ਦਸੰਬਰ",
    ),
    (
        "my",
        "ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|ဩဂုတ်|စက်တင်ဘာ|အောက်တိုဘာ|နိုဝင်ဘာ|ဒီဇင်ဘာ",
    ),
    (
        "lo",
        "ມັງກອນ|ກຸມພາ|ມີນາ|ເມສາ|ພຶດສະພາ|ມິຖຸນາ|ກໍລະກົດ|ສິງຫາ|ກັນຍາ|ຕຸລາ|ພະຈິກ|ທັນວາ",
    ),
];

/// Words that another language than the first has for another month.
const EXCEPTIONS: &[(&str, &str, i8)] = &[
    ("hr", "listopad", 10),
    ("hr", "listopada", 10),
    ("hr", "lis", 10),
    ("hr", "lip", 6),
    ("hr", "srp", 7),
];

/// The months of the Persian solar calendar, the first of spring first.
const PERSIAN_MONTHS: &str =
    "فروردین|اردیبهشت|خرداد|تیر|مرداد امرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند";

/// What is written in several words or with full stops, folded, and the word that stands for it here.
pub(crate) const PHRASES: &[(&str, &str)] = &[
    ("کانون الثانی", "کانونالثانی"),
    ("کانون الأول", "کانونالأول"),
    ("تشرین الأول", "تشرینالأول"),
    ("تشرین الثانی", "تشرینالثانی"),
    ("mean fomhair", "meanfomhair"),
    ("deireadh fomhair", "deireadhfomhair"),
    ("ม.ค.", "มค"),
    ("ก.พ.", "กพ"),
    ("มี.ค.", "มีค"),
    ("เม.ย.", "เมย"),
    ("พ.ค.", "พค"),
    ("มิ.ย.", "มิย"),
    ("ก.ค.", "กค"),
    ("ส.ค.", "สค"),
    ("ก.ย.", "กย"),
    ("ต.ค.", "ตค"),
    ("พ.ย.", "พย"),
    ("ธ.ค.", "ธค"),
    ("พ.ศ.", " "),
    ("ค.ศ.", " "),
    ("a.m.", "am"),
    ("p.m.", "pm"),
    ("a. m.", "am"),
    ("p. m.", "pm"),
    ("π.μ.", "am"),
    ("μ.μ.", "pm"),
    ("ق.ظ", "am"),
    ("ب.ظ", "pm"),
    ("قبل از ظهر", "am"),
    ("بعد از ظهر", "pm"),
    ("mis a jour", "mis"),
    ("cap nhat", "cap"),
];

/// Words of the first half of the day, before a time or behind it, and of the second.
const MORNING: &str =
    "am पूर्वाह्न 上午 午前 오전 凌晨 早上 清晨 早晨 ص صباحا صباحًا öö délelőtt sáng সকাল pg";
const AFTERNOON: &str = "pm अपराह्न 下午 午後 오후 晚上 傍晚 中午 م مساء مساءً ch ös délután chiều tối বিকাল odp ptg popiet";

/// Weekdays, which are not checked: a date may name the wrong one.
const WEEKDAYS: &str = "\
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom \
    lunedì martedì mercoledì giovedì venerdì sabato domenica gio \
    segunda terça quarta quinta sexta feira seg ter qua qui sex \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье пн вт ср чт пт сб вс \
    الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد \
    երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի երկ երք չրք հնգ ուր շբթ կիր \
    astelehena asteartea asteazkena osteguna ostirala larunbata igandea \
    dilluns dimarts dimecres dijous divendres dissabte diumenge dl dt dc dj dv ds dg \
    pondělí úterý středa čtvrtek pátek sobota neděle po út st čt pá ne pondelok utorok streda štvrtok piatok nedeľa \
    mandag tirsdag onsdag torsdag fredag lørdag søndag man tir tirs ons tor tors fre lør søn \
    esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev \
    δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή δευ τρι τετ πεμ παρ σαβ κυρ \
    maanantai maanantaina tiistai tiistaina keskiviikko keskiviikkona torstai torstaina perjantai perjantaina \
    lauantai lauantaina sunnuntai sunnuntaina ti ke to pe su \
    hétfő kedd szerda csütörtök péntek szombat vasárnap \
    senin selasa rabu kamis jumat jum'at sabtu minggu sen sel rab kam jum sab min isnin khamis jumaat ahad \
    luain máirt céadaoin déardaoin aoine sathairn domhnaigh dé \
    pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis sekmadienis \
    pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena \
    måndag tisdag lördag söndag mån tis lör sön måndagen tisdagen onsdagen torsdagen fredagen lördagen söndagen \
    luni marți miercuri joi vineri sâmbătă duminică mie joi vin sâm dum \
    понедељак уторак среда четвртак петак субота недеља ponedeljak utorak sreda četvrtak petak subota nedelja \
    ponedjeljak srijeda nedjelja torek četrtek pon uto sri čet pet ned \
    pazartesi salı çarşamba perşembe cuma cumartesi pazar pzt sal çar per cum cmt \
    poniedziałek wtorek środa środę czwartek piątek sobotę niedziela niedzielę wt śr czw pt sob niedz \
    понеділок вівторок середа середу четвер п'ятниця пятниця п'ятницю субота суботу неділя неділю нд \
    понеделник вторник сряда четвъртък петък събота неделя \
    דומ ראשון שני שלישי רביעי חמישי שישי שבת יום ביום \
    دوشنبه سه‌شنبه سهشنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه شنبه یکشنبه یک‌شنبه \
    วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ วันอาทิตย์ วันจันทร์ที่ วันอังคารที่ วันพุธที่ วันพฤหัสบดีที่ วันศุกร์ที่ วันเสาร์ที่ วันอาทิตย์ที่ จันทร์ อังคาร พุธ พฤหัส พฤหัสบดี ศุกร์ เสาร์ อาทิตย์ \
    thứ hai ba tư năm sáu bảy chủ nhật cn \
    सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार सोमबार मङ्गलबार बुधबार बिहिबार शुक्रबार शनिबार आइतबार \
    সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার \
    திங்கள் செவ்வாய் புதன் வியாழன் வெள்ளி சனி ஞாயிறு \
    mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur \
    luns mércores xoves venres \
    vrydag saterdag sondag \
    jumatatu jumanne jumatano alhamisi ijumaa jumamosi jumapili \
    ორშაბათი სამშაბათი ოთხშაბათი ხუთშაბათი პარასკევი შაბათი კვირა \
    дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі \
    సోమవారం మంగళవారం బుధవారం గురువారం శుక్రవారం శనివారం ఆదివారం \
    തിങ്കളാഴ്ച ചൊവ്വാഴ്ച ബുധനാഴ്ച വ്യാഴാഴ്ച വെള്ളിയാഴ്ച ശനിയാഴ്ച ഞായറാഴ്ച \
    સોમવાર મંગળવાર બુધવાર ગુરુવાર શુક્રવાર શનિવાર રવિવાર \
    ಸೋಮವಾರ ಮಂಗಳವಾರ ಬುಧವಾರ ಗುರುವಾರ ಶುಕ್ರವಾರ ಶನಿವಾರ ಭಾನುವಾರ \
    मंगळवार \
    ਸੋਮਵਾਰ ਮੰਗਲਵਾਰ ਬੁੱਧਵਾਰ ਵੀਰਵਾਰ ਸ਼ੁੱਕਰਵਾਰ ਸ਼ਨੀਵਾਰ ਐਤਵਾਰ \
    တနင်္လာ အင်္ဂါ ဗုဒ္ဓဟူး ကြာသပတေး သောကြာ စနေ တနင်္ဂနွေ \
    ວັນຈັນ ວັນອັງຄານ ວັນພຸດ ວັນພະຫັດ ວັນສຸກ ວັນເສົາ ວັນອາທິດ \
    hënë martë mërkurë enjte premte shtunë diel llun mercher iau gwener sadwrn \
    星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 \
    土曜 日曜 月曜 火曜 水曜 木曜 金曜 土 火 水 木 金 월요 화요 수요 목요 금요 토요";

/// Words that carry nothing a date needs: ordinal endings, prepositions, what stands before a date or behind a time.
const LITTLE_WORDS: &str = "\
    st nd rd th er o a e ª º ko an eko \
    of the day on at le la el de del den der d dne dnia dia giorno am um im in à às as alle ore om op kl klo klokka klockan kell pukul pada \
    uhr uur h hs hrs horas heures г года год г ч в о об u ob v la ora orele ώρα στις στις την στη r roku rok р року року godz godzina hod \
    m gada metų d saat günü tarihi klst plkst تاريخ في الساعة ساعت तारीख को बजे बजेर এ টা অনুষ্ঠিত בשעה ב ngày năm lúc เวลา น วันที่ ที่ เมื่อ \
    date dated datum data fecha dato дата dátum päivämäärä ημερομηνία tarih tanggal تاریخ วันที่ ημερ \
    published publish posted created released issued added first last publication release on time updated update modified edited revised \
    publié publiée paru mis modifié le par \
    veröffentlicht erschienen aktualisiert zuletzt geändert erstellt stand vom publiziert \
    publicado publicada actualizado actualizada postado atualizado atualizada em \
    pubblicato pubblicata aggiornato aggiornata il \
    gepubliceerd geplaatst bijgewerkt gewijzigd laatst \
    опубликовано обновлено создано опубліковано оновлено публикувана публикувано објављено ажурирано objavljeno ažurirano objavljen \
    opublikowano opublikowany publikacja dodano dodany aktualizacja zaktualizowano publikováno vydáno aktualizováno aktualizované publikované \
    publicerad publicerat uppdaterad uppdaterat publisert oppdatert offentliggjort udgivet opdateret den \
    julkaistu päivitetty avaldatud uuendatud δημοσίευση δημοσιεύτηκε δημοσιεύθηκε ενημέρωση τελευταία \
    közzétéve frissítve publicat publicată actualizat postat \
    güncelleme güncellendi yayınlanma yayınlandı eklenme son giriş \
    تم نشر نشره نشرها النشر نشرت آخر تحديث انتشار פורסם עודכן đăng cập terbit diterbitkan diperbarui dipublikasikan प्रकाशित प्रकाशन अपडेट প্রকাশিত প্রকাশ প্রকাশের আপডেট \
    发布 发布时间 发布于 发表于 发表 更新 更新时间 时间 日期 發布 發布時間 發表 公開 公開日 更新日 更新日時 掲載 掲載日 投稿日 配信 登録日 입력 수정 등록 기사입력 최종수정 승인";

/// Words before the day of a change, where another day is that of the publication.
const UPDATES: &str = "\
    updated update modified edited revised mis modifié aktualisiert geändert actualizado actualizada atualizado atualizada aggiornato \
    aggiornata bijgewerkt gewijzigd обновлено оновлено aktualizacja zaktualizowano aktualizováno uppdaterad uppdaterat oppdatert opdateret päivitetty \
    uuendatud ενημέρωση frissítve actualizat güncelleme güncellendi تحديث עודכן cập diperbarui 更新 更新时间 更新日 更新日時 수정 최종수정 ažurirano ажурирано";

/// Names of zones as wire services and mail write them, in minutes east of UTC.
const ZONES: &[(&str, i32)] = &[
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("ut", 0),
    ("wet", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
    ("nst", -210),
    ("ndt", -150),
    ("adt", -180),
    ("brt", -180),
    ("bst", 60),
    ("cet", 60),
    ("mez", 60),
    ("wat", 60),
    ("west", 60),
    ("cest", 120),
    ("mesz", 120),
    ("cat", 120),
    ("eet", 120),
    ("sast", 120),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("eat", 180),
    ("irst", 210),
    ("pkt", 300),
    ("ist", 330),
    ("npt", 345),
    ("wib", 420),
    ("ict", 420),
    ("wita", 480),
    ("sgt", 480),
    ("hkt", 480),
    ("pht", 480),
    ("myt", 480),
    ("awst", 480),
    ("wit", 540),
    ("jst", 540),
    ("kst", 540),
    ("acst", 570),
    ("aest", 600),
    ("acdt", 630),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// A month, and the calendar that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Month {
    /// From 1, January.
    Gregorian(i8),
    /// From 1, Farvardin.
    Persian(i8),
}

static MONTH_WORDS: LazyLock<FxHashMap<String, Month>> = LazyLock::new(|| {
    let mut months = FxHashMap::default();
    let tables = MONTHS
        .iter()
        .map(|(_, table)| (*table, Month::Gregorian as fn(i8) -> Month))
        .chain([(PERSIAN_MONTHS, Month::Persian as fn(i8) -> Month)]);
    for (table, calendar) in tables {
        for (number, forms) in (1..).zip(table.split('|')) {
            for form in forms.split(' ') {
                months.entry(folded(form)).or_insert(calendar(number));
            }
        }
    }
    months
});

static IDLE: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| words(WEEKDAYS).chain(words(LITTLE_WORDS)).collect());
static UPDATE_WORDS: LazyLock<FxHashSet<String>> = LazyLock::new(|| words(UPDATES).collect());
static HALVES: LazyLock<FxHashMap<String, bool>> = LazyLock::new(|| {
    let of = |table, afternoon| words(table).map(move |word| (word, afternoon));
    of(MORNING, false).chain(of(AFTERNOON, true)).collect()
});

fn words(table: &'static str) -> impl Iterator<Item = String> {
    table.split_whitespace().map(folded)
}

/// A word as words are compared: without the accents of Latin, Greek and Cyrillic letters, the dotless i with its dot.
pub(crate) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut plain = String::with_capacity(word.len());
    for ch in word.nfkc() {
        if ch >= '\u{590}' {
            // Persian is also written with the letters of Arabic keyboards.
            plain.push(match ch {
                'ي' | 'ى' => 'ی',
                'ك' => 'ک',
                other => other,
            });
            continue;
        }
        decompose_canonical(ch, |part| match part {
            '\u{300}'..='\u{36f}' => {}
            'ı' => plain.push('i'),
            part => plain.push(part),
        });
    }
    plain
}

/// The month that a folded word names in a language, or in any where none is given.
pub(crate) fn month(word: &str, language: Option<&str>) -> Option<Month> {
    if let Some(language) = language
        && let Some((_, _, number)) = EXCEPTIONS
            .iter()
            .find(|(of, other, _)| language.starts_with(of) && *other == word)
    {
        return Some(Month::Gregorian(*number));
    }
    let known = |word: &str| MONTH_WORDS.get(word).copied();
    // Hebrew writes `in` as a letter before the word.
    known(word).or_else(|| known(word.strip_prefix('ב')?))
}

/// Whether a folded word may be left out of a date without losing anything.
pub(crate) fn is_idle(word: &str) -> bool {
    IDLE.contains(word)
}

/// Whether a folded word says that the date behind it is that of a change.
pub(crate) fn is_update(word: &str) -> bool {
    UPDATE_WORDS.contains(word)
}

/// Whether a folded word beside a time says that it is after noon; `None` where it says nothing of it.
pub(crate) fn is_afternoon(word: &str) -> Option<bool> {
    HALVES.get(word).copied()
}

/// The offset of a zone's lower-case name, in minutes east of UTC.
pub(crate) fn zone_minutes(word: &str) -> Option<i32> {
    ZONES
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, minutes)| *minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_twelve_months() {
        for (language, table) in MONTHS {
            let months: Vec<&str> = table.split('|').collect();
            assert_eq!(months.len(), 12, "{language}");
            for (number, forms) in (1..).zip(months) {
                for form in forms.split(' ') {
                    assert_eq!(form.to_lowercase(), form);
                    let own = month(&folded(form), Some(language));
                    assert_eq!(own, Some(Month::Gregorian(number)), "{language} {form}");
                }
            }
        }
        assert_eq!(PERSIAN_MONTHS.split('|').count(), 12);
    }

    #[test]
    fn no_word_has_two_meanings() {
        for word in IDLE.iter() {
            assert_eq!(month(word, None), None, "`{word}` is a month and idle");
            assert_eq!(word.to_lowercase(), **word);
        }
        for (phrase, _) in PHRASES {
            assert_eq!(folded(phrase), *phrase);
        }
        for word in UPDATE_WORDS.iter() {
            assert!(is_idle(word), "`{word}` says nothing of a day");
        }
    }
}

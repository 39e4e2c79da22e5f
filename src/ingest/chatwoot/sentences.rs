//! The templates of the lines that Chatwoot writes into conversations, in the languages of its interface.
//!
//! They are those of `config/locales/*.yml`, `conversations.activity`, in Chatwoot (MIT; see `NOTICE`): facts needed to
//! read what it wrote. Whatever a language leaves in English stands under English only.

/// What a template says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Says {
    Resolved,
    ContactResolved,
    Reopened,
    Pending,
    Snoozed,
    SelfAssigned,
    Assigned,
    Unassigned,
    Labelled,
    Unlabelled,
    /// Nothing that is kept.
    Nothing,
}

/// All templates. `{by}` and `{to}` stand for who did it and whom or what it was about, `{_}` for anything.
pub fn templates() -> impl Iterator<Item = (Says, &'static str)> {
    let line = |line: &'static str| {
        let (sign, template) = line.split_once(' ')?;
        Some((SIGNS.iter().find(|(known, _)| *known == sign)?.1, template))
    };
    LANGUAGES.iter().flat_map(|language| language.lines()).filter_map(line)
}

/// What stands before each template.
const SIGNS: [(&str, Says); 11] = [
    ("c", Says::Resolved),
    ("x", Says::ContactResolved),
    ("o", Says::Reopened),
    ("p", Says::Pending),
    ("s", Says::Snoozed),
    ("m", Says::SelfAssigned),
    ("a", Says::Assigned),
    ("u", Says::Unassigned),
    ("l", Says::Labelled),
    ("r", Says::Unlabelled),
    ("-", Says::Nothing),
];

/// By language. A template may say what its words do not: which slot is which, counts, and not the grammar.
const LANGUAGES: &[&str] = &[
    // English
    "c Conversation was marked resolved by {by}
c Conversation was marked resolved by {by}: {_}
c Conversation was marked resolved by {by} due to inactivity
c Conversation was marked resolved by system due to {_} of inactivity
x Conversation was resolved by {_}
o Conversation was reopened by {by}
o Conversation was marked open by {by}
o Conversation was marked open by system due to an error with the agent bot.
o Conversation was marked open automatically after an agent reply
o System reopened the conversation due to a new incoming message.
p Conversation was marked as pending by {by}
s Conversation was snoozed by {by}
m {by} self-assigned this conversation
a Assigned to {to} by {by}
a Assigned to {to} via {_} by {by}
u Conversation unassigned by {by}
l {by} added {to}
r {by} removed {to}
- Unassigned from {_} by {by}
- {by} set the priority to {_}
- {by} changed the priority from {_}
- {by} removed the priority
- {by} added SLA policy {_}
- {by} removed SLA policy {_}
- {by} has muted the conversation
- {by} has unmuted the conversation
- Linear issue {_}
- Sent a call permission request to {_}
- {by} accepted the call permission request.
- CSAT survey not sent {_}
- Auto-resolve message not sent {_}
- Resolving the conversation as it has been inactive {_}",
    // Arabic
    "c تم تحديث حالة المحادثة لـ\"مغلقة\" بواسطة {by}
c تم تحديد هذه المحادثة كمحلولة بواسطة {by} بسبب عدم النشاط
c تم وضع علامة على المحادثة كمحلولة من قبل النظام بسبب {_} من عدم النشاط
c تم تحديد هذه المحادثة كمحلولة بواسطة النظام بسبب عدم النشاط لمدة {_}
x تم حل المحادثة بواسطة {_}
o تم إعادة فتح المحادثة بواسطة {by}
o تم تحديد هذه المحادثة كمفتوحة بواسطة {by}
o أعاد النظام فتح المحادثة بسبب رسالة واردة جديدة.
p تم تحديث حالة المحادثة لـ\"معلقة\" بواسطة {by}
s تم تأجيل المحادثة بواسطة {by}
m {by} تم تعيينه تلقائياً لهذه المحادثة
a تم إسنادها إلى {to} بواسطة {by}
a تم تعيينه إلى {to} عبر {_} بواسطة {by}
u المحادثة غير مسندة بواسطة {by}
l {by} أضاف {to}
r {by} أزال {to}
- إلغاء التعيين من {_} بواسطة {by}
- {by} حدد الأولوية إلى {_}
- {by} غيّر الأولوية من {_}
- {by} أزال الأولوية
- {by} أضاف سياسة مستوى الخدمة {_}
- {by} أزال سياسة مستوى الخدمة {_}
- {by} كتم صوت المحادثة
- {by} قام بإلغاء كتم المحادثة",
    // Catalan
    "c La conversa va ser marcada com resolta per {by}
c El sistema ha marcat que la conversa s'ha resolt a causa de {_} d'inactivitat
x La conversa va ser resolta per {_}
o La conversa es va reobrir per {by}
o El sistema ha reobert la conversa a causa d'un nou missatge entrant.
p La conversa va ser marcada com pendent per {by}
s {by} ha posposat la conversa
m {by} s'ha auto assignat aquesta conversa
a Assignada a {to} per {by}
a Assignat a {to} mitjançant {_} per {by}
u {by} ha tret l'assignació de la conversa
l {by} ha afegit {to}
r {by} ha eliminat {to}
- Sense assignar des de {_} per {by}
- {by} ha establert la prioritat a {_}
- {by} ha canviat la prioritat de {_}
- {by} ha eliminat la prioritat
- {by} ha afegit la política de SLA {_}
- {by} ha eliminat la política de SLA {_}
- {by} ha silenciat la conversa
- {by} ha desactivat el silenci de la conversa",
    // Chinese, simplified
    "c 对话被标记由 {by} 解决
c 对话被系统标记为已解决, 原因是 {_} 不活跃
x 对话被 {by} 重新打开
o 对话被 {by} 重新打开
o 由于收到新的消息，系统重新打开了对话。
p 对话被标记由 {by} 待处理
s 对话被 {by} 暂停
m {by} 自行分配这次会话
a 由 {to} 分配给 {by}
a 由 {to} 分配给 {_} 团队的 {by}
u 对话未被 {by} 分配
l {by} 添加 {to}
r {by} 移除 {to}
- 由 {by} 从 {_} 中取消分配
- {by} 将优先级设置为 {_}
- {by} 将优先级从 {_}
- {by} 取消了优先级
- {by} 添加了 SLA 策略 {_}
- {by} 移除了 SLA 策略 {_}
- {by} 已将会话静音
- {by} 已将会话取消静音",
    // Chinese, traditional
    "c 被{by}標記的對話已解決。
c 由於對話已經 {_} 沒有新活動，已經被系統標記為完成
o 被{by}恢復對話。
m {by} 將對話指派給自己
a 被{by}分配給{to}。
u 對話被{by}設定成未分配。
l {by} 新增了 {to}
r {by} 移除了 {to}
- 被 {by} 從 {_} 解除指派
- {by} 已將對話靜音
- {by} 將對話解除靜音",
    // Czech
    "c Konverzace byla vyřešena uživatelem {by}
o Konverzace byla znovu otevřena uživatelem {by}
a Přiřazeno k {to} uživatelem {by}
u Konverzace zrušena uživatelem {by}
l {by} odstranil/a {to}
r {by} odebral/a {to}
- {by} ztlumil/a konverzaci",
    // Danish
    "c Samtalen blev markeret som løst af {by}
c Samtalen blev markeret som løst af systemet på grund af {_} inaktivitet
x Samtalen blev løst af {_}
o Samtalen blev genåbnet af {by}
p Samtalen blev markeret som afventende af {by}
s Samtalen blev udskudt af {by}
m {by} selv-tildelte denne samtale
a Tildelt {to} af {by}
a Tildelt {to} via {_} af {by}
u Samtale fjernet tildeling af {by}
l {by} tilføjede {to}
r {by} fjernede {to}
- Ikke tildelt fra {_} af {by}
- {by} har slukket for samtalen
- {by} har genaktiveret samtalen",
    // Finnish
    "c {by} merkitsi keskustelun ratkaistuksi
c Keskustelu merkittiin ratkaistuksi automaattisesti, sillä on kulunut {_} viimeisestä viestistä
o {by} uudelleenavasi keskustelun
m {by} ilmottautui keskusteluun
a Delegoitu edustajalle {to} edustajan {by} toimesta
u {by} poistui keskustelusta
l {by} lisäsi tunnisteet {to}
r {by} poisti tunnisteet {to}
- {by} mykisti keskustelun
- {by} poisti keskustelun mykistyksen",
    // French
    "c La conversation a été marquée résolue par {by}
c La conversation a été marquée comme résolue par le système en raison de {_} d'inactivité
x La conversation a été résolue par {_}
o La conversation a été ré-ouverte par {by}
p La conversation a été marquée comme en attente par {by}
s La conversation a été reportée par {by}
m {by} s'est auto-assigné cette conversation
a Assigné à {to} par {by}
a Assigné à {to} via {_} par {by}
u Responsable de la conversation supprimé par {by}
l {by} a ajouté {to}
r {by} a supprimé {to}
- Non assigné de {_} par {by}
- {by} a mis la conversation en sourdine
- {by} a rétabli le son de la conversation",
    // German
    "c Das Gespräch wurde von {by} gelöst
c Das Gespräch wurde vom System aufgrund von {_} Inaktivität gelöst
x Konversation wurde von {_} gelöst
o Das Gespräch wurde von {by} wieder eröffnet
o Das System hat die Unterhaltung aufgrund einer neuen eingehenden Nachricht wieder geöffnet.
p Das Gespräch wurde von {by} als ausstehend markiert
s Das Gespräch wurde von {by} zur Erinnerung markiert
m {by} hat sich dieses Gespräch selbst zugewiesen
a {by} von {to} zugewiesen
a Zugewiesen an {to} von {by}
a Zugewiesen an {to} über {_} von {by}
u Gespräch nicht zugewiesen von {by}
l {by} hat {to} hinzugefügt
r {by} hat {to} entfernt
- Entfernt aus {_} von {by}
- {by} hat die Priorität auf {_} gesetzt
- {by} hat die Priorität von {_} geändert
- {by} hat die Priorität entfernt
- {by} hat SLA-Richtlinie {_} hinzugefügt
- {by} hat SLA-Richtlinie {_} entfernt
- {by} hat das Gespräch stumm geschaltet
- {by} hat das Gespräch laut gestellt",
    // Greek
    "c Η συνομιλία έχει επιλυθεί από τον {by}
c Η συνομιλία σημάνθηκε επιλυθείσα από το σύστημα με την παρέλευση {_} άνευ δραστηριότητας
x Η συνομιλία επιλύθηκε από τον {_}
o Έγινε επαναφορά της συνομιλίας από τον {by}
p Η συνομιλία επισημάνθηκε ως εκκρεμής από τον {by}
s Η συνομιλία σημάνθηκε ως \"καθυστερημένη\" (snoozed) από τον {by}
m Ο χρήστης {by} ανέλαβε αυτήν την συνομιλία
a Ανατέθηκε στον {to} από τον {by}
a Ανατέθηκε στον {to} μέσω {_} από {by}
u Η συνομιλία σημάνθηκε ως μη ανατεθειμένη από τον {by}
l Ο {by} πρόσθεσε ετικέτες {to}
r Ο {by} αφαίρεσε τις ετικέτες {to}
- Από-ανατέθηκε στον {_} από {by}
- Ο χρήστης {by} σίγασε την συνομιλία
- Ο χρήστης {by} επανάφερε από την σίγαση την συνομιλία",
    // Hebrew
    "c השיחה סומנה כפתורה על ידי {by}
c השיחה סומנה כפתורה על ידי המערכת עקב חוסר פעילות של {_}
x השיחה נפתרה על ידי {_}
o השיחה נפתחה מחדש על ידי {by}
p השיחה סומנה כממתינה על ידי {by}
s השיחה הושהה על ידי {by}
a הוקצה ל-{to} על ידי {by}
a הוקצה ל-{to} דרך {_} על ידי {by}
u ביטול הקצאה של שיחה על ידי {by}
- לא הוקצה מ-{_} על ידי {by}",
    // Hungarian
    "c A beszélgetést lezárta {by}
c A beszélgetést lezárta a rendszer mivel {_} inaktív volt
x A beszélgetést megoldottra állította: {_}
o A beszélgetést újranyitotta {by}
o A rendszer újranyitotta a beszélgetést egy új bejövő üzenet miatt.
p A beszélgetést {by} folyamatban lévőnek jelölte
s A beszélgetést {by} elnémította
m {by} magára osztotta ezt a beszélgetést
a {by} ráosztotta a beszélgetést: {to}
a Hozzárendelve ehhez: {to} ezen csoportból {_} általa: {by}
u A beszélgetést gazdátlanná tette {by}
l {by} a következő cimkéket adta hozzá: {to}
r {by} leszedte a következő cimkéket {to}
- Hozzárendelés megszüntetve: {_} általa: {by}
- {by} beállította a prioritást erre: {_}
- {by} módosította a prioritást: {_}
- {by} eltávolított a prioritást
- {by} elnémította a beszélgetést
- {by} kikapcsolta a beszélgetés elnémítását",
    // Indonesian
    "c Percakapan ditandai selesai oleh {by}
c Percakapan ditandai terselesaikan oleh sistem karena tidak ada aktifitas dalam {_}
x Percakapan diselesaikan oleh {_}
o Percakapan telah dibuka kembali oleh {by}
o Sistem membuka kembali percakapan karena pesan masuk baru.
p Percakapan telah ditandai sebagai tertunda oleh {by}
s Percakapan telah ditunda oleh {by}
m {by} menetapkan sendiri percakapan ini
a Ditugaskan ke {to} oleh {by}
a Ditugaskan ke {to} melalui {_} oleh {by}
u Percakapan batal ditetapkan oleh {by}
l {by} menambahkan {to}
r {by} menghapus {to}
- Dibebastugaskan dari {_} oleh {by}
- {by} tetapkan prioritas untuk {_}
- {by} mengubah prioritas dari {_}
- {by} menghapus prioritasnya
- {by} me-mute percakapan
- {by} telah un-mute percakapan",
    // Italian
    "c La conversazione è stata contrassegnata come risolta da {by}
c La conversazione è stata contrassegnata come risolta dal sistema a causa di {_} d'inattività
x La conversazione è stata risolta da {_}
o La conversazione è stata riaperta da {by}
p La conversazione è stata contrassegnata come in attesa da {by}
s La conversazione è stata posticipata da {by}
m {by} si è assegnato a questa conversazione
a Assegnato a {to} da {by}
a Assegnato a {to} tramite {_} da {by}
u Conversazione non assegnata da {by}
l {by} ha aggiunto {to}
r {by} ha rimosso {to}
- Assegnazione a {_} rimossa da {by}
- {by} ha silenziato la conversazione
- {by} ha riattivato l'audio della conversazione",
    // Japanese
    "c {by} によって会話は解決済みになりました
c {_} 日間会話が非アクティブだったため、システムにより解決済みにされました
x {_} によって会話が解決されました
o {by} によって会話が再開されました
o 新しい受信メッセージを受信したため、システムが会話が再開されました
p {by} によって会話が保留にされました
s {by} によって会話がスヌーズされました
m {by} がこの会話を自身に割り当てました
a {by} によって {to} に割り当てられました
a {by} によって {_} 経由で {to} に割り当てられました
u {by} によって割り当てが解除されました
l {by} がラベル \"{to}\" を追加しました
r {by} がラベル \"{to}\" を削除しました
- {by} によって {_} から割り当てが解除されました
- {by} が優先度を \"{_}\" に設定しました
- {by} が優先度を \"{_}\" に変更しました
- {by} が優先度を削除しました
- {by} がSLAポリシー \"{_}\" を追加しました
- {by} がSLAポリシー \"{_}\" を削除しました
- {by} が会話をミュートしました
- {by} が会話のミュートを解除しました
- 会話がしばらく非アクティブのため、解決済みとして処理します。{_}",
    // Norwegian
    "c Samtale ble løst av {by}
c Samtale ble automatisk merket løst på grunn av {_} med inaktivitet
o Samtalen ble gjenåpnet av {by}
m {by} tilordnet seg denne samtalen
a Tildelt til {to} av {by}
u {by} fjernet tildelingen til samtalen
l {by} la til {to}
r {by} fjernet {to}
- {by} har dempet samtalen
- {by} har opphevet dempingen av samtalen",
    // Persian
    "c مکالمه توسط ایجنت {by} حل شده، اعلام شده بود
c به دلیل {_} عدم فعالیت ، مکالمه توسط سیستم بسته شد
x گفتگو توسط {_} حل شد
o گفتگو توسط ایجنت {by} مجددا باز شده بود
o سیستم به دلیل یک پیام دریافتی جدید، مکالمه را دوباره باز کرد.
p مکالمه توسط {by} به عنوان معلق علامت گذاری شد
s مکالمه توسط {by} به تعویق افتاد
m {by} این مکالمه را به خود اختصاص داد
a {by} گفتگو را به {to} اختصاص داد
a از طرف {by} به تیم {_} و ایجنت {to} اختصاص داده شده است
u گفتگو توسط اپراتور {by} به وضعیت اختصاص داده نشده تغییر یافت
l {by}، {to} را اضافه کرد
r {by}، {to} را حذف کرد
- اختصاص داده نشده از {_} توسط {by}
- {by} اولویت را روی {_} تنظیم کرد
- {by} اولویت را از {_} تغییر داد
- {by} اولویت را حذف کرد
- {by} مکالمه را بی صدا کرد
- {by} مکالمه را از حالت بی صدا خراج کرد",
    // Polish
    "c Rozmowa została oznaczona przez {by}
c Rozmowa została oznaczona przez system jako rozwiązana z powodu {_} bezczynności
x Rozmowa została rozwiązana przez {_}
o Rozmowa została ponownie otwarta przez {by}
o System otworzył ponownie rozmowę z powodu nowej wiadomości przychodzącej.
p Rozmowa została oznaczona jako oczekująca przez {by}
s Rozmowa została uśpiona przez {by}
m {by} przypisał się do tej rozmowy
a Przypisane do {to} przez {by}
a Przydzielone do {to} przez {by}
a Przypisano do {to} przez {_} przez {by}
u Rozmowa nieprzypisana przez {by}
l {by} dodał/a {to}
r {by} usunął/a {to}
- Usunięto przydzielenie do {_} przez {by}
- {by} ustawił priorytet na {_}
- {by} zmienił priorytet z {_}
- {by} usunął priorytet
- {by} wyciszył/a rozmowę
- {by} cofnął wyciszenie rozmowy",
    // Portuguese
    "c Conversa foi marcada como resolvida por {by}
c Conversa auto-resolvida pelo sistema por causa dos {_} sem inatividade
x Conversa foi resolvida por {_}
o Conversa foi reaberta por {by}
p Conversa marcada como pendente por {by}
s Conversa adiada por {by}
m {by} auto-atribuída esta conversa
a Atribuído a {to} por {by}
a Atribuído a {to} via {_} por {by}
u Conversa não atribuída por {by}
l {by} acrescentou {to}
r {by} removeu a {to}
- Não atribuído a {_} por {by}
- {by} bloqueou a conversa
- {by} reativou a conversa",
    // Portuguese of Brazil
    "c Conversa foi marcada como resolvida por {by}
c A conversa foi marcada como resolvida por {by} por inatividade
c A conversa foi marcada como resolvida pelo sistema por ter {_} de inatividade
x A conversa foi resolvida por {_}
o Conversa foi reaberta por {by}
o A conversa foi marcada como aberta por {by}
o O sistema reabriu a conversa devido a uma nova mensagem recebida.
p Conversa foi marcada como pendente por {by}
s Conversa foi adiada por {by}
m {by} atribuiu a si mesmo essa conversa
a Atribuído a {to} por {by}
a Atribuído a {to} via {_} por {by}
u Conversa desatribuída por {by}
l {by} adicionou {to}
r {by} removeu {to}
- Desatribuído de {_} por {by}
- {by} definiu a prioridade para {_}
- {by} mudou a prioridade de {_}
- {by} removeu a prioridade
- {by} adicionou política de SLA {_}
- {by} removeu a política de SLA {_}
- {by} silenciou a conversa
- {by} reativou a conversa",
    // Romanian
    "c Conversația a fost marcată de {by}
c Conversația a fost marcată de sistem din cauza {_} de inactivitate
x Conversația a fost rezolvată de {_}
o Conversația a fost redeschisă de {by}
p Conversația a fost marcată ca fiind în așteptare de către {by}
s Conversația a fost snoozed de {by}
m {by} auto-atribuit această conversație
a Atribuit lui {to} de {by}
a Atribuit {to} prin {_} de către {by}
u Conversație neasociată de {by}
l {by} adăugat {to}
r {by} eliminat {to}
- Neatribuit de la {_} de către {by}
- {by} a dezactivat conversația
- {by} a activat conversația",
    // Russian
    "c {by} завершил диалог
c Разговор был помечен системой решённым из-за неактивности в течение {_}
x Разговор был закрыт {_}
o {by} открыл заново диалог
o Система переоткрыла разговор из-за нового входящего сообщения.
p Разговор был помечен как ожидающий {by}
s Разговор был помечен как отложенный {by}
m {by} назначил(а) разговор себе
a {by} назначил {to} ответственным
a {by} назначил {to} в {_}
u Ответственный снят {by}
l {by} добавил {to}
r {by} удалил {to}
- {by} исключил из {_}
- {by} установил приоритет на {_}
- {by} изменил приоритет с {_}
- {by} удалил приоритет
- {by} добавил политику SLA {_}
- {by} удалил политику SLA {_}
- {by} заглушил(а) этот разговор
- {by} включил(а) уведомления для разговора",
    // Spanish
    "c La conversación fue marcada por {by}
c La conversación fue marcada por el sistema debido a {_} de inactividad
x Conversación fue resuelta por {_}
o La conversación fue reabierta por {by}
o El sistema reabrió la conversación debido a un nuevo mensaje entrante.
p La conversación fue marcada como pendiente por {by}
s La conversación fue pospuesta por {by}
m {by} auto-asignado a esta conversación
a Asignado a {to} por {by}
a Asignado a {to} via {_} por {by}
u Conversación no asignada por {by}
l {by} agregó {to}
r {by} eliminó a {to}
- Desasignado de {_} por {by}
- {by} estableció la prioridad a {_}
- {by} cambió la prioridad de {_}
- {by} eliminó la prioridad
- {by} agregó la política de SLA {_}
- {by} eliminó la política de SLA {_}
- {by} ha silenciado la conversación
- {by} ha anulado el silenciado de la conversación",
    // Swedish
    "c Konversationen har markerats som löst av {by}
c Konversationen har markerats som löst av systemet på grund av {_} inaktivitet
o Konversationen öppnades igen av {by}
m {by} har tilldelat sig denna konversation
a Tilldelad till {to} av {by}
u Konversation otilldelad av {by}
l {by} har lagt till {to}
r {by} tog bort {to}
- {by} har tystat konversationen
- {by} har avtystat konversationen",
    // Turkish, which has the same words for two things
    "c Görüşme {by} tarafından çözüldü olarak işaretlendi
c {_} günlük hareketsizlik nedeniyle görüşme, sistem tarafından çözümlendi olarak işaretlendi
o Görüşme {by} tarafından çözüldü olarak işaretlendi
m {by} bu görüşmeyi kendisi atadı
a {by} tarafından {to} adına atandı
u Görüşmenin ataması {by} tarafından kaldırıldı
l {by},{to} ekledi
r {by} , {to} kaldırdı
- {by}, sohbeti sessize aldı
- {by} görüşmenin sesini açtı",
    // Ukrainian
    "c Розмова була відмічена як вирішена {by}
c Діалог був закритий системою через {_} неактивності
x Діалог був закритий {_}
o Розмову знову відкрито {by}
o Система повторно відкрила розмову через нове вхідне повідомлення.
p Бесіда була позначена як очікується {by}
s Розмова була відкладена {by}
m {by} самостійно призначив цей діалог
a Призначено до {to} користувачем {by}
a Призначено до {to} користувачем {by} з {_}
u Діалог знято {by}
l {by} додав {to}
r {by} видалив {to}
- Виключений з {_} користувачем {by}
- {by} встановив пріоритет {_}
- {by} змінив пріоритет з {_}
- {by} видалив пріоритет
- {by} додав політику SLA {_}
- {by} видалив політику SLA {_}
- {by} включив безвучний режим
- {by} виключив безвучний режим",
    // Vietnamese
    "c Cuộc trò chuyện được đánh dấu là đã giải quyết bởi {by}
c Hội thoại được đánh dấu là đã giải quyết bởi hệ thống vì {_} không hoạt động
x Hội thoại đã được giải quyết bởi {_}
o Cuộc trò chuyện đã được mở lại bởi {by}
p Hội thoại được đánh dấu là chưa giải quyết bởi {by}
s Hội thoại đã được tạm dừng lại bởi {by}
m {by} phân công chính mình vào hội thoại này
a Chỉ định {to} bởi {by}
a Phân công cho {to} thông qua {_} bởi {by}
u Cuộc hội thoại chưa được chỉ định bởi {by}
l {by} thêm {to}
r {by} xoá {to}
- Huỷ phân công cho {_} bởi {by}
- {by} đã tắt tiếng hội thoại
- {by} đã bật tiếng cuộc trò chuyện",
];

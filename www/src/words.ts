/** The words of the pages themselves; everything else comes from the package. */
export const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    demo: 'Demo',
    analyser: 'Analyse a file',
    'demo-lead': 'A made-up support inbox of the year 2025, counted and drawn in this page.',
    'analyser-lead': 'Drop an export, and see how the team is doing. The file is read by this page and goes nowhere else.',
    'nothing-leaves': 'Nothing leaves this page: its rules forbid every request to anywhere else.',
    refresh: 'Refresh',
    status: '{conversations} conversations and {messages} messages, read in {duration}. As of {now}.',
    sample: 'No file at hand? Look at made-up data.',
    auto: 'Automatic colours',
    light: 'Light',
    dark: 'Dark',
  },
  ar: {
    demo: 'عرض توضيحي',
    analyser: 'تحليل ملف',
    'demo-lead': 'صندوق وارد متخيَّل لعام 2025، يُحسب ويُرسم داخل هذه الصفحة.',
    'analyser-lead': 'أفلِت ملفًا مُصدَّرًا لترى أداء الفريق. يُقرأ الملف في هذه الصفحة ولا يذهب إلى أي مكان آخر.',
    'nothing-leaves': 'لا شيء يغادر هذه الصفحة: قواعدها تمنع كل طلب إلى أي مكان آخر.',
    refresh: 'تحديث',
    status: '{conversations} محادثة و{messages} رسالة، قُرئت في {duration}. حتى {now}.',
    sample: 'لا ملف لديك؟ انظر إلى بيانات متخيَّلة.',
    auto: 'ألوان تلقائية',
    light: 'فاتح',
    dark: 'داكن',
  },
};

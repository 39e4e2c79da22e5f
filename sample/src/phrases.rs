//! What people in the invented inbox say: several scripts, line breaks, quotes, emoji.

const PHRASES: [&str; 24] = [
    "Hi! I ordered on Monday and the parcel still says \"in transit\". Could you have a look?",
    "Good morning, do you have the blue one in size 42?",
    "Buongiorno, vorrei sapere quando arriva il mio ordine, grazie mille!",
    "السلام عليكم، هل المنتج متوفر باللون الأسود؟ وكم سعر التوصيل إلى الرياض؟",
    "شكراً جزيلاً، وصلني الطلب اليوم وكل شيء ممتاز 🌹",
    "Merci beaucoup, c'est parfait. À bientôt !",
    "¿Puedo cambiar la dirección de entrega? Me he equivocado de número.",
    "您好,请问可以开发票吗?我需要公司抬头。",
    "Obrigado! O pagamento não passou; posso tentar de novo com outro cartão?",
    "Könnten Sie mir bitte die Rechnung noch einmal schicken?\nMeine Bestellnummer steht in der E-Mail.",
    "The zipper broke after two days 😕 I'd like a refund or an exchange, whichever is faster.",
    "Of course, I am happy to help. Could you send me the order number, please?",
    "Your parcel left our warehouse this morning.\n\nTracking: https://example.com/t/84213\nIt should reach you on Thursday.",
    "I have asked the warehouse and will come back to you within the hour.",
    "ok",
    "👍",
    "Thanks!",
    "Is the shop open on Saturday afternoon?",
    "C:\\orders\\2025\\invoice.pdf is the file I was sent, and it does not open.",
    "नमस्ते, क्या आप कैश ऑन डिलीवरी देते हैं?",
    "Привет! Подскажите, пожалуйста, есть ли скидка при заказе от трёх штук?",
    "We have refunded the amount to your card; depending on your bank it takes two to five days to show up. \
     Please keep this message for your records, and tell us if it has not arrived by next week.",
    "Hello, this is about the order that I placed last week: two of the five items were missing, one had another \
     colour than in the picture (I wanted \"sand\", I got \"stone\"), and the invoice has the old address on it. What \
     do we do? I can send photos 📷 of everything if that helps you.",
    "Perfect, all solved. Have a nice day ☀️",
];

pub fn phrase(rng: &mut fastrand::Rng) -> String {
    let first = PHRASES[rng.usize(..PHRASES.len())];
    if rng.u8(..4) == 0 { format!("{first} {}", PHRASES[rng.usize(..PHRASES.len())]) } else { first.to_owned() }
}

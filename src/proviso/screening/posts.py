"""Signs of social media content: links, names, times, counts, buttons, exports (139-07.2.a.2), each with its points."""

from __future__ import annotations

from typing import NamedTuple

from .view import BULLET, MIDDOT, OTHER


class Sign(NamedTuple):
    """One pattern: its kind, how many points a match is worth, and how many matches count."""

    kind: str
    pattern: str
    points: int
    most: int


_AGO = r"(?:s|m|h|d|w|mo|y|hrs?|mins?|hours?|minutes?|days?|weeks?|months?|years?|horas?|dias?|semanas?|sem|meses)"
_DOT = f"[{MIDDOT}{BULLET}|]"
_LINK = r"""(?i:\b(?:(?:twitter|x)\.com/(?:i/(?:web/)?)?(?:\w{1,30}/)?status(?:es)?/\d{1,20}
|(?:facebook|fb)\.com/(?:[\w.]+/(?:posts|videos|permalink|photos)/[\w./-]+|groups/[\w.]+/(?:posts|permalink)/\d+|share/(?:[pvr]/)?\w+|reel/\d+|stories/\d+|watch/?\?v=\d+|(?:photo|permalink|story|video)(?:\.php)?/?\?)|fb\.watch/\w+
|instagram\.com/(?:[\w.]+/)?(?:p|reels?|tv|stories/[\w.]+)/[\w-]+|(?:v[mt]\.)tiktok\.com/\w+|tiktok\.com/(?:@[\w.]+/(?:video|photo)/\d+|t/\w+)
|linkedin\.com/(?:posts|in|pulse|feed/update)/[\w:%-]+|t\.me/(?:s/|c/)?\w+/\d+|redd\.it/\w+|reddit\.com/(?:r/\w+/(?:comments|s)/\w+|(?:u|user)/[\w-]+)
|truthsocial\.com/@\w+/(?:posts/)?\d+|bsky\.app/profile/[\w.:-]+(?:/post/\w+)?|threads\.(?:net|com)/(?:@[\w.]+/post|t)/\w+|youtu(?:\.be|be\.com)/\S+[?&]lc=
|nextdoor\.com/(?:p/|news_feed/\?post=)\w+|vk\.com/wall-?\d+_\d+|gab\.com/\w+/posts/\d+|discord(?:app)?\.com/channels/\d+/\d+/\d+|snapchat\.com/(?:add|spotlight)/[\w.-]+|[\w-]+\.tumblr\.com/post/\d+
|[a-z0-9-]+(?:\.[a-z0-9-]+){1,3}/@\w{1,30}(?:@[\w.-]+)?/\d{6,20}))[^\s<>\")]*""".replace("\n", "")
_STRONG_KEYS = (
    "public_metrics|retweet_count|retweeted\\w*|like_count|reply_count|quote_count|in_reply_to\\w*|full_text|screen_name|favou?rite_count|favourites_count|followers_count|quoted_status\\w*"
    "|reblogs_count|reblog|acct|subreddit\\w*|link_flair\\w*|num_comments|likeCount|repostCount|replyCount|retweetCount|diggCount|playCount|sender_name|timestamp_ms|from_id|date_unixtime|forwarded_from"
    "|edge_\\w+|shortcode|discriminator|string_list_data|media_metadata|comment_karma|upvote_ratio|commentCount|displayName|conversation_id|possibly_sensitive"
)
_COUNTED = (
    "likes?|rts?|retweets?|reposts?|quotes|upvotes?|karma|followers|following|subscribers|shares|neighbors|reactions|views|plays|bookmarks|me gusta|seguidores|seguidos|reacciones"
    "|reproducciones|visualizaciones|vistas|veces compartido|reseqas"
)
_BUTTON = (
    "like|reply|share|follow|following|repost|retweet|comment|save|send|me gusta|responder|compartir|comentar|seguir|enviar|view (?:all )?(?:\\d+ )?(?:more )?(?:comments|replies)(?: \\(\\d+\\))?"
    "|see translation|ver traduccion|ver (?:mas|las \\d+) (?:comentarios|respuestas)|load more comments|top comments|most relevant|mas relevantes|write a comment\\.*|escribe un comentario\\.*"
)

SIGNS: tuple[Sign, ...] = (
    Sign("POST_URL", _LINK, 70, 1),
    Sign("HANDLE", rf"(?m:^[ \t>*-]*(?:\d{{1,3}}[.)] ?)?(?:RT )?(@[A-Za-z0-9_.]{{3,30}})(?: ?:| ?{_DOT}| \d{{1,2}}[smhdw]\b| ?$))", 50, 3),
    Sign("HANDLE", r"(?m:^[ \t>*-]*(?:\d{1,3}[.)] ?)?(?:RT )?(@[A-Za-z0-9_.]{3,30}) )", 30, 2),
    Sign("HANDLE", r"(?:[^\w@./:]|^)(@[A-Za-z0-9_]{3,30})\b", 15, 2),
    Sign("HANDLE", r"(?:[^\w/]|^)(u/[A-Za-z0-9_-]{3,24})\b", 40, 2),
    Sign("HANDLE", r"(?:[^\w/.]|^)(r/[A-Za-z][A-Za-z0-9_]{2,24})\b", 30, 1),
    Sign("HANDLE", r"\b[a-z0-9-]{3,30}\.bsky\.social\b|@\w{2,30}@[a-z0-9-]+\.[a-z]{2,}\b", 50, 2),
    Sign("POST_COUNTS", rf"(?i:\b\d[\d,.]*[km]? (?:{_COUNTED})\b)|{MIDDOT} ?\d+ (?:reviews?|photos)\b|{OTHER} ?\d[\d,.]*k?(?: {OTHER}| comments?| reply|$)", 35, 3),
    Sign("POST_COUNTS", r"(?i:\bliked by @?\w|\bview all \d+ (?:comments|replies)|\b\d+ (?:comments|replies|comentarios|respuestas)\b|\ba \d+ personas? les? gusta)", 35, 2),
    Sign("POST_COUNTS", r"(?m:(?: \d[\d.,]*[KM]?){2,3} \d[\d.,]*[KM]$|^\d[\d.,]*[KM]$)", 30, 1),
    Sign("POST_TIME", rf"[{MIDDOT}{BULLET}] ?(\d{{1,3}} ?{_AGO}\b(?: ago)?|(?i:just now|ahora))", 35, 2),
    Sign("POST_TIME", rf"(?:@|u/)[A-Za-z0-9_]{{3,30}}\x20(\d{{1,3}} ?{_AGO}\b(?: ago)?)", 65, 2),
    Sign("POST_TIME", r"(?m:^[ \t>]*(\d{1,2} ?(?:s|m|h|d|w|mo|y|min|sem))[ \t]*$)|(?i:\bhace \d{1,2} (?:s|min\w*|h|horas?|d|dias?|semanas?|meses)\b)", 40, 2),
    Sign("POST_TIME", rf"\b\d{{1,2}}:\d\d ?[AP]M ?{_DOT} ?[A-Z][a-z]{{2}} \d{{1,2}}, \d{{4}}|\x1a? ?\b[Ll]isted \d+ (?:hours?|days?|weeks?) ago", 60, 2),
    Sign("POST_TIME", r"(?m:-{1,2} (?:Today|Yesterday|Hoy|Ayer) (?:at|a las) \d{1,2}:\d\d|^[ \t>]*[\w.#][^\n]{1,30} -{1,2} \d\d/\d\d/\d{4} \d{1,2}:\d\d)", 80, 2),
    Sign("POST_LAYOUT", rf"(?i:\b(?:like|me gusta) ?[{MIDDOT}{BULLET}| ] ?(?:reply|comment|share|responder|comentar|compartir)\b|\blike {{2}}comment {{2}}share|\bshare {{1,3}}save\b|\bcomments? {{1,3}}share\b"
         rf"|\breply {{1,3}}share\b|\bme gusta {{1,3}}comentar|\bresponder ?[{MIDDOT}{BULLET}| ] ?compartir)", 50, 2),
    Sign("POST_LAYOUT", rf"(?i:\b(?:like|reply|me gusta|responder) ?{_DOT}? ?(?:(?:reply|responder|share) ?{_DOT}? ?)?\d{{1,2}} ?[smhdw]\b|\bposted ?{_DOT} ?\d|\b\d{{1,2}} ?[smhdwy] {{1,3}}(?:reply|like|responder|me gusta)\b)", 75, 2),
    Sign("POST_LAYOUT", rf"(?im:^[ \t>]*({_BUTTON})[ \t]*$)", 25, 3),
    Sign("POST_LAYOUT", r"\bTop fan\b|[\x1e\x1f] ?(?:Follow|Seguir)\b|\bPosted by u/|\breposted this\b|\bRT @\w|\b(?:2nd|1st|3rd)(?: degree)?\b ?(?:\n|[\x1e\x1f])|\x1e ?(?:2nd|1st|3rd)\b|\b500\+ connections"
         r"|\bLocal Guide\b|\bPosts {1,3}(?:& )?[Rr]eplies\b|\b(?:commented on|replied to|liked|reacted to|shared|mentioned you in) (?:your|a|his|her|their) (?:post|comment|photo|story|tweet)\b|\bJoined [A-Z][a-z]{2,8} \d{4}", 60, 2),
    Sign("POST_LAYOUT", r"(?m:^[ \t>\x1a]*\[\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.? ?[Mm]\.?)?\] ?([^\n:\[\]/]{2,40}):|^[ \t>\x1a]*\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d\d(?: ?[AaPp]\.? ?[Mm]\.?)? - ([^\n:/]{2,40}):)", 80, 2),
    Sign("POST_LAYOUT", r"(?i:\bforwarded from [A-Z@\[]|messages and calls are end-to-end encrypted|mensajes y las llamadas estan cifrados|\breenviado de [A-Z@]|<media omitted>|<multimedia omitido>|\b(?:image|video|audio|sticker) omitted\b|\bviews, edited \d)", 70, 2),
    Sign("POST_EXPORT", rf"\"({_STRONG_KEYS})\" ?:", 75, 3),
    Sign("POST_EXPORT", r"\"(author_id|author|permalink|ups|downs|reactions|actor|post|created_at|likes|username|is_?[Bb]ot|body|reply_to_message_id)\" ?:|\"type\" ?: ?\"message\"", 25, 2),
    Sign("POST_EXPORT", r"\"data\" ?: ?\[\s*\{\s*\"post\" ?:", 150, 1),
    Sign("POST_EXPORT", rf"(?m:(?:^|[,;\t])\"?({_STRONG_KEYS}|tweet|tweet_id|retweets|likes|user_name)\"?(?:[,;\t]|$))", 60, 2),
    Sign("POST_ASK", r"(?i:\b(?:these|this|the following|those|estos?|estas?) (?:\w+ ){0,2}?(?:tweets?|tuits?|reddit (?:thread|post)|facebook (?:posts?|comments)|youtube comments|instagram (?:caption|post)|linkedin profile|telegram (?:channel|messages?)|(?:whatsapp|telegram|discord|facebook|instagram|twitter)(?: group)? (?:chats?|threads?|messages?|posts?)|social media posts?|tiktoks?|neighbors|thread|comments|commenters|comentarios|publicacion\w*|reviewers))", 25, 1),
)  # fmt: skip
GATES = {
    0: (
        r"(?i:\b(?:twitter|x|facebook|fb|instagram|tiktok|linkedin|reddit|truthsocial|threads|youtube|nextdoor|vk|gab|discord|discordapp|snapchat|tumblr)\.(?:com|net|watch)/"
        r"|\bt\.me/|\bredd\.it/|\bbsky\.app/|\byoutu\.be/|[a-z0-9-]/@\w)"
    ),
    6: r"\.bsky\.social\b|@\w+@[a-z0-9-]",
    14: r"-{1,2} (?:Today|Yesterday|Hoy|Ayer) (?:at|a las) \d|[^\n] -{1,2} \d\d/\d\d/\d{4} \d",
}
"""What stands in every match of some of them, by their numbers (`Recognizer.gates`)."""
CODE = frozenset(
    """media import override param return returns app pytest property dataclass staticmethod classmethod charset font keyframes
    supports include deprecated test author since see throws component injectable input output example here gmail version
    license copyright description brief file class module private public static type typedef link todo name mixin extend use if
    else for each layer apply tailwind container page namespace document viewport property scope autowired entity table column id
    service controller repository bean getmapping postmapping before after beforeeach aftereach nullable notnull data builder
    all channel everyone team abstractmethod cached_property cache wraps inject module decorator state binding published objc
    available main escaping echo off""".split()
)
"""Words after an at sign that code, mail and chats at work use."""

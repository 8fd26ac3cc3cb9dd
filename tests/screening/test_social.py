"""Posts, chats, profiles and exports of many platforms are found; drafts, code, mail and chats at work are not."""

from __future__ import annotations

import pytest

from proviso.model import FindingClass, Part, Strength
from proviso.screening import screen

POSTS = (
    "https://x.com/a/status/123",
    "is this true? https://x.com/harborwatch/status/18",
    "https://twitter.com/i/web/status/1781927126",
    "summarize https://www.facebook.com/groups/aldercreek/posts/99812/",
    "https://fb.watch/abC12/",
    "https://www.facebook.com/share/p/1AbCdE/",
    "https://www.instagram.com/stories/mira.veld/312312/",
    "https://www.instagram.com/reel/Cx9/ what is he saying",
    "https://vm.tiktok.com/ZMabc12/",
    "https://www.tiktok.com/@mira.veld/video/73123",
    "https://youtu.be/abc123?lc=Ugx1 translate the comment",
    "https://www.linkedin.com/in/mira-veld/ tell me about her",
    "https://www.linkedin.com/feed/update/urn:li:activity:7123/",
    "https://redd.it/1abc2d",
    "https://old.reddit.com/r/immigration/comments/1abc/",
    "https://www.reddit.com/user/throwaway12/",
    "https://t.me/c/1234/55",
    "https://mastodon.social/@mira/1123456",
    "https://hachyderm.io/@mira/112345678901234567 what does this say",
    "https://bsky.app/profile/mira.bsky.social/post/3kabc",
    "https://www.threads.net/@mira/post/Cabc",
    "https://nextdoor.com/p/abc123/",
    "https://vk.com/wall-1_22",
    "Mira Veld @miraveld · 3h\nthe line is out the door again\n12 replies 4 reposts 33 likes",
    "Mira Veld\n@miraveld\nThe office closed at 2 without telling anyone.\n9:14 PM · Nov 4, 2024 · 1,204 "
    "Views\n3 Reposts  2 Quotes  41 Likes",
    "posted · 3h\nmira_veld: nobody answers the hotline\nReply Share",
    "Me gusta · Responder · 3 h\nLa oficina cierra temprano\nMe gusta · Responder · 2 h",
    "Mira Veld\nhace 3 horas\nNadie contesta.\nMe gusta  Comentar  Compartir\n24 Me gusta · 3 comentarios",
    "@miraveld\n1,204 seguidores  310 seguidos\nPublicaciones\nLa fila no avanza",
    "[11/4/24, 9:14:07 PM] Mira: did you see the truck\n[11/4/24, 9:15:10 PM] Jon: yes at the gate",
    "11/4/24, 21:14 - Mira: did you see the truck\n11/4/24, 21:15 - Jon: yes at the gate\n11/4/24, 21:16 - "
    "Mira: <Media omitted>",
    "Mira — Today at 9:14 PM\nanyone at the port?\nJon — Today at 9:16 PM\nyes, big line",
    "mira_v — Yesterday at 4:02 PM\nwho is going\njon.k — Yesterday at 4:05 PM\nnot me",
    "Forwarded from Border News\nThe crossing is closed\n\U0001f441 1.2K views",
    "r/immigration\nu/throwaway12 • 5h ago\nInterview canceled again\n143 upvotes 22 comments",
    '{"created_at":"Mon Nov 04","full_text":"the line again","user":{"screen_name":"miraveld","followers_count":12}}',
    '{"data":[{"id":"1","text":"smoke","author_id":"9","public_metrics":{"like_count":1}}]}',
    '[{"timestamp":1699,"data":[{"post":"long line at the office"}],"title":"Mira updated her status."}]',
    '{"sender_name":"Mira","timestamp_ms":1699000,"content":"see the truck?","type":"Generic",'
    '"reactions":[{"reaction":"x","actor":"Jon"}]}',
    '{"id":7,"type":"message","date":"2024-11-04T21:14:07","from":"Mira","from_id":"user123","text":"see the truck?"}',
    '{"kind":"t1","data":{"author":"throwaway12","body":"canceled again","subreddit":"immigration","ups":12,'
    '"permalink":"/r/immigration/comments/1/"}}',
    '{"uri":"at://did:plc:abc/app.bsky.feed.post/3k","author":{"handle":"mira.bsky.social"},'
    '"record":{"text":"line"},"likeCount":3,"repostCount":1}',
    '{"id":"112","account":{"acct":"mira@hachyderm.io","followers_count":3},"content":"<p>line</p>",'
    '"reblogs_count":1,"favourites_count":2}',
    "id,created_at,screen_name,full_text,retweet_count\n1,2024-11-04,miraveld,the line again,3\n2,2024-11-04,jonk,no,0",
    "Comments on our page:\n- Mira Veld: nobody picks up. Like Reply 3h\n- Jon K: same. Like Reply 1h\nWhat are "
    "they complaining about?",
    "Mira Veld commented on your post\n3h\nLike\nReply\n2 replies\nView more comments",
    "Profile\nMira Veld\n@miraveld\nJoined March 2019\n310 Following 1,204 Followers\nPosts Replies Media Likes",
    "Screenshot text: Mira Veld @miraveld 14h they took the truck 2 12 88 1.2K",
    "★★★★★ Mira V. - Local Guide · 12 reviews · 3 photos\na month ago\nRude staff at the counter.\nLike Share",
    "What is the sentiment of these comments?\n1) @jonk: worst office ever\n2) @mira_v: they were nice\n3) "
    "@tomh: closed at noon",
    "Translate this post:\n@miraveld: la fila no avanza #migra\n22 RT 91 likes",
    "Nextdoor: Mira V. · Alder Creek · 2d ago. Did anyone see the agents at the school? 41 comments · 12 reactions",
    "RT @miraveld: they are at the north gate now\nRT @jonk: confirmed",
    "@mira.veld on Telegram: the convoy left. 4.1K views, edited 21:14\nt.me/bordernews/551",
    "mira_v\n1w\nthis is so wrong\n44 likes\nReply\nView replies (3)",
    "lena_k: did anyone get the letter?\n2d  Reply  14 likes\nview 2 more replies\nomar77: yes, denied\n2d  Reply",
    "Lena K. > Port Ellery Neighbors\nYesterday at 18:04 · \nThey towed three cars again.\n\n37\n12 "
    "comments\nLike\nComment\nShare",
    "https://x.com/portlife/status/9 summarize replies",
    "Lena K.\n@lena_k\n·\n5h\nThe desk closed at noon\n3\n1\n22\n1.4K",
    "Comentarios:\nLena K.: pesimo servicio. Me gusta · Responder · 5 h\nOmar: igual. Me gusta · Responder · 4 h",
    '{"user":{"screen_name":"lena_k"},"text":"closed again","retweet_count":4}',
    "10/5/24, 08:14 - Lena: they are at the gate\n10/5/24, 08:15 - Omar: how many?",
    "u/lena_k\n6 hr. ago\nDenied after 3 years\n211 upvotes\n48 comments\nShare",
)
OTHERS = (
    "Draft a post for our page: The office opens at 9 on Monday. Bring two forms of ID. #BeReady",
    "Write 3 tweets for @USCIS about the new hours.",
    "Write a social media strategy: post on Facebook and X twice a week, answer comments in 24 h, aim for 500 "
    "likes per post.",
    'The agency posted on X that "the office will open at 9 a.m.", the newspaper reported on Monday.',
    "@app.route('/status')\n@login_required\ndef status():\n    return 'ok'",
    "npm i @angular/core @types/node @babel/preset-env",
    "@media (max-width: 600px) { .a { color: red } }\n@font-face { font-family: X }\n@keyframes spin {}",
    "@Override\n@Test\npublic void runs() {}\n@Autowired\nprivate Repo repo;",
    "From: Dana Whitfield <dana@agency.example.gov>\nTo: team@agency.example.gov\nSubject: Monday\n\nSee you at "
    "9.\n\nOn Mon, Nov 4, 2024 at 9:14 AM Jon wrote:\n> fine\n> Like we said, reply by noon and share the file.",
    "Dana: can you send the deck?\nJon: yes, 5 min\nDana: thx\nJon: posted in the channel",
    "[9:14 AM] Dana: can you send the deck?\n[9:15 AM] Jon: on it\n[9:20 AM] Dana: thanks!",
    "@dana can you review PR 41? @jon please merge after 3 checks pass. 2 comments open.",
    "Follow us on Facebook, Instagram and YouTube. Like and share this page. Contact: press@agency.example.gov",
    "Our Instagram handle is @portellery and our X handle is @portellerycity. Please put both in the footer.",
    "The video has 12,000 views and 300 likes after a week; what should we do next quarter?",
    "The report was last updated 3 days ago. 14 comments were received from the public during the comment period.",
    "How do I reply to comments under our posts? Give a policy for deleting comments.",
    "See https://www.youtube.com/watch?v=abc123 for our training video.",
    "https://www.facebook.com/portellery is our page; write its about text.",
    "https://github.com/org/repo/issues/12 @maintainer any news? 3 thumbs up",
    "git commit -m 'x'\nAuthor: Dana <d@example.com>\nDate: 3 days ago\n@@ -1,3 +1,4 @@",
    "Meeting notes 11/4/24, 9:14 - 10:00\n- Dana: budget\n- Jon: hiring\nNext: 11/11/24, 9:14",
    "2024-11-04 21:14:07 INFO worker@host1 started\n2024-11-04 21:15:10 INFO worker@host2 started",
    "Explain the difference between a retweet, a repost and a quote.",
    "El centro abre a las 9. Síganos en redes sociales y comparta este aviso. Responda a este correo con sus "
    "preguntas.",
    "Survey results: 41% follow us on X, 22% like our posts, 12% share them. n = 512.",
    "Guidelines: never share login details; reply within 2h; like is not endorsement.",
    "The paper's co-authors (u/v ratio, r/w heads) measured 3d, 5d and 7d strength.",
    "SELECT author_id, COUNT(*) FROM books GROUP BY author_id",
    '{"title":"Open hours","author":"Press office","likes":0}',
    "The class schema has fields like_count, retweet_count and reply_count. Write the DDL.",
    "1. Reply to all. 2. Share the calendar. 3. Like the room? Comment in the doc. Posted 3h ago by facilities.",
    "Text from the news: The mayor wrote on Facebook on Tuesday that the bridge stays closed. The post drew "
    "hundreds of comments.",
    "Press release\nFollow @FEMA on X. Media: (202) 555-0100",
    "Dear @all, the pump is fixed. 2 likes to whoever guesses why :)",
    "Slack: #general\nDana  9:14 AM\ncan you send the deck?\n2 replies  Last reply today at 9:20 AM",
    "Microsoft Teams\nDana Whitfield  9:14 AM\nplease review\n1 Like\nJon 9:15 AM\ndone",
    "Create a content calendar with 5 LinkedIn posts about recruiting, each with 3 hashtags.",
    "https://docs.python.org/3/library/re.html r/w access u/s power",
    "http://x.com is the company's site; what is its stock history?",
)


def is_social(text: str) -> bool:
    found = screen((Part(name="text", text=text),), names=False).of(FindingClass.SOCIAL)
    return any(f.strength is not Strength.WEAK for f in found)


@pytest.mark.parametrize("text", POSTS)
def test_what_was_posted_is_found(text: str) -> None:
    assert is_social(text)


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert not is_social(text)


def test_a_post_in_the_middle_of_a_long_memo_is_found() -> None:
    page = "The plan lists culverts, buyouts and a siren test for the parcels in the flood plain.\n" * 400
    post = "Mira Veld\n@miraveld \u00b7 3h\nthe line is out the door again\n12 replies  4 reposts  33 likes\n"
    found = screen((Part(name="text", text=page + post + page),), names=False).of(FindingClass.SOCIAL)
    sure = [f for f in found if f.strength is Strength.SURE]
    assert sure
    assert all(len(page) <= f.start <= f.end <= len(page) + len(post) for f in sure)

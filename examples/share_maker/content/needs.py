"""What plans of care say about the needs that everybody has, each in two of the ways it may go."""

from __future__ import annotations

_TEXT = """
# Getting about

Walks with a frame and one carer beside her, not in front. Tires after about twenty yards, so put
a chair half way to the dining room. Shoes with the Velcro strap, never slippers. Transfers from
bed to chair with a handling belt; on a bad day use the stand aid and two. The physiotherapist
left exercises on the card behind the door.

Hoisted for all moves with the medium sling, blue loops at the legs, two carers every time. She
grips the bar when frightened, so talk through each step and give her something to hold. Turn
every three hours at night. Bed rails have been thought about and are not used.

# Talking and understanding

Hears best on the right. Check the battery on Mondays. Will nod to be polite without having heard,
so ask her to say it back. Reads large print; her glasses are the ones with the red cord. Loses
the word she wants when tired and gets cross with herself.

Speaks little now but follows faces. Squeezes once for yes. Sings along to most hymns and will
often eat or wash more easily if somebody hums. New staff should be introduced by somebody she
knows.

# Nights

Likes to settle about ten with the landing light on and the door ajar. Two pillows and the window
open a crack, winter too. Wakes at three for the toilet; if she is not helped within a few minutes
she will try on her own. Two-hourly checks, quietly.

Poor sleeper all her life: ran a bakery and was up at four. Do not try to keep her in bed. Tea,
toast and the puzzle book in the small lounge, and she will doze after breakfast.

# Mood and company

Low since the move and says she is a nuisance. Responds to being asked to help: folding, setting
tables, holding wool. Do not jolly her along. Cries on the fourteenth of each month, the day her
husband died. GP is aware and will look at tablets again in the spring.

Sociable and quick, and can be sharp with people who are slower than she is. Sits best at the
window table. Can become accusing late in the day that her purse has been taken; help her look for
it rather than telling her where it is.

# Mouth, skin and continence

Top denture only, soaked overnight. Mouth checked each morning for soreness. Skin is like tissue
on the shins: no tape, pat dry, emollient twice a day. Wears a medium pad by day and a large one
at night and knows when she needs to go if she is asked every two hours.

Own teeth, two wobbly; soft brush. Heels to be kept off the mattress with the wedge. Bowels slow:
prunes at breakfast, sachet if nothing for three days, tell the nurse on the fourth. Catheter
changed by the district nurses every ten weeks, bag weekly on Sundays.

# Money and belongings

Keeps a small purse with change for the trolley and likes to count it. Everything else is with the
family. Wedding ring does not come off. Lost property causes real distress.

Her niece sees to the money. Signs for her own hairdresser. Has asked that nobody move the china
dogs, and there are five of them.
"""


def needs() -> dict[str, list[str]]:
    """Give heading -> the ways that section may be worded."""
    sections = (
        block.partition("\n\n") for block in _TEXT.strip().removeprefix("# ").split("\n\n# ")
    )
    return {heading: text.split("\n\n") for heading, _, text in sections}

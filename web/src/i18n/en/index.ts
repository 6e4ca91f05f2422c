import { calls } from "./calls"
import { errors } from "./errors"
import { networking } from "./networking"
import { organise } from "./organise"
import { people } from "./people"
import { programme } from "./programme"
import { room } from "./room"
import { shell } from "./shell"

export const en = { calls, errors, networking, organise, people, programme, room, shell }

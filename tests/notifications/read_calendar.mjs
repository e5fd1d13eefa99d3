// Reads calendars by ical.js and tells what it understood: one JSON line for the file on stdin.
// The first argument is the parser's own file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
// Only what the file itself tells of its time zone: ical.js knows no zones of its own.
const zones = calendar.getAllSubcomponents("vtimezone").map((zone) => new ICAL.Timezone(zone));
for (const zone of zones) ICAL.TimezoneService.register(zone);

const person = (property) => property && {
  address: property.getFirstValue(), ...property.toJSON()[1],
};
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    location: event.location,
    status: component.getFirstPropertyValue("status"),
    geo: component.getFirstPropertyValue("geo"),
    zone: event.startDate.zone.tzid,
    local: event.startDate.toString(),
    localEnd: event.endDate.toString(),
    utc: event.startDate.toJSDate().toISOString(),
    utcEnd: event.endDate.toJSDate().toISOString(),
    stamp: component.getFirstPropertyValue("dtstamp").toString(),
    attendees: component.getAllProperties("attendee").map(person),
    organizer: person(component.getFirstProperty("organizer")),
  };
});
const refresh = calendar.getFirstProperty("refresh-interval");
console.log(JSON.stringify({
  method: calendar.getFirstPropertyValue("method"),
  name: calendar.getFirstPropertyValue("x-wr-calname"),
  refresh: refresh && { type: refresh.type, hours: refresh.getFirstValue().toSeconds() / 3600 },
  zones: zones.map((zone) => zone.tzid),
  events,
}));

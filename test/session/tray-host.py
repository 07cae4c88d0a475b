#!/usr/bin/python3
"""A stand-in for a desktop's tray: org.kde.StatusNotifierWatcher, and a hand on its items.

    tray-host.py serve            owns the name until it is ended
    tray-host.py items            prints the registered items with their menus, as JSON
    tray-host.py choose LABEL     activates the menu item with that label
    tray-host.py click            activates the first item itself, like a left click
"""
import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = PATH_INTERFACE = "org.kde.StatusNotifierWatcher"
PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
TIMEOUT = 5


class Watcher(dbus.service.Object):
    """Keeps the list of items; an item leaves it when its owner leaves the bus."""

    def __init__(self, bus):
        super().__init__(bus, PATH)
        self.items = []
        bus.add_signal_receiver(self.owner_changed, "NameOwnerChanged", "org.freedesktop.DBus")

    @dbus.service.method(PATH_INTERFACE, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender=None):
        # By the specification a bus name; in practice also an object path, or both in one.
        name, slash, path = service.partition("/")
        item = (name or sender) + (slash + path if slash else "/StatusNotifierItem")
        if item not in self.items:
            self.items.append(item)
            self.StatusNotifierItemRegistered(item)

    @dbus.service.method(PATH_INTERFACE, in_signature="s")
    def RegisterStatusNotifierHost(self, service):
        self.StatusNotifierHostRegistered()

    @dbus.service.signal(PATH_INTERFACE, signature="s")
    def StatusNotifierItemRegistered(self, item):
        pass

    @dbus.service.signal(PATH_INTERFACE, signature="s")
    def StatusNotifierItemUnregistered(self, item):
        pass

    @dbus.service.signal(PATH_INTERFACE)
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return {
            "RegisteredStatusNotifierItems": dbus.Array(self.items, signature="s"),
            "IsStatusNotifierHostRegistered": True,
            "ProtocolVersion": dbus.Int32(0),
        }

    def owner_changed(self, name, old, new):
        for item in [item for item in self.items if not new and item.split("/")[0] == name]:
            self.items.remove(item)
            self.StatusNotifierItemUnregistered(item)


def registered(bus):
    watcher = dbus.Interface(bus.get_object(NAME, PATH), PROPERTIES)
    items = watcher.Get(NAME, "RegisteredStatusNotifierItems", timeout=TIMEOUT)
    return [str(item).partition("/") for item in items]


def menu_of(bus, name, item):
    properties = dbus.Interface(bus.get_object(name, "/" + item), PROPERTIES)
    return dbus.Interface(bus.get_object(name, properties.Get(ITEM, "Menu", timeout=TIMEOUT)), MENU)


def entries(menu):
    """The whole menu, depth first, with the values that a user could see."""

    def walk(node, depth):
        identity, values, children = node
        if depth >= 0:
            yield {
                "id": int(identity),
                "depth": depth,
                "label": str(values.get("label", "")).replace("_", ""),
                "type": str(values.get("type", "standard")),
                "enabled": bool(values.get("enabled", True)),
                "visible": bool(values.get("visible", True)),
                "checked": int(values.get("toggle-state", -1)) == 1,
            }
        for child in children:
            yield from walk(child, depth + 1)

    try:
        menu.AboutToShow(0, timeout=TIMEOUT)
    except dbus.DBusException:
        pass  # A courtesy to menus that are built when they are opened; some refuse it.
    return list(walk(menu.GetLayout(0, -1, dbus.Array([], signature="s"), timeout=TIMEOUT)[1], -1))


def describe(bus, name, item):
    values = dbus.Interface(bus.get_object(name, "/" + item), PROPERTIES).GetAll(ITEM, timeout=TIMEOUT)
    icon = [(int(width), int(height), len(data)) for width, height, data in values.get("IconPixmap", [])]
    tooltip = values.get("ToolTip", ("", [], "", ""))
    return {
        "name": name,
        "path": "/" + item,
        "id": str(values.get("Id", "")),
        "title": str(values.get("Title", "")),
        "status": str(values.get("Status", "")),
        "tooltip": str(tooltip[2]),
        "icon": icon,
        "menu": entries(menu_of(bus, name, item)),
    }


def serve():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    owner = dbus.service.BusName(NAME, bus, do_not_queue=True)
    watcher = Watcher(bus)
    GLib.MainLoop().run()
    return owner, watcher


def choose(bus, label):
    for name, _, item in registered(bus):
        menu = menu_of(bus, name, item)
        for entry in entries(menu):
            if entry["label"] == label and entry["enabled"]:
                try:
                    menu.Event(entry["id"], "clicked", dbus.String(""), dbus.UInt32(0), timeout=TIMEOUT)
                except dbus.DBusException as error:
                    # What was chosen may end the app before it answers.
                    if error.get_dbus_name() != "org.freedesktop.DBus.Error.NoReply":
                        raise
                return
    sys.exit("no tray menu has an enabled item named " + repr(label))


def click(bus):
    for name, _, item in registered(bus):
        dbus.Interface(bus.get_object(name, "/" + item), ITEM).Activate(0, 0, timeout=TIMEOUT)
        return
    sys.exit("no tray item is registered")


def main(arguments):
    command = arguments[0] if arguments else ""
    if command == "serve":
        serve()
    elif command == "items":
        bus = dbus.SessionBus()
        print(json.dumps([describe(bus, name, item) for name, _, item in registered(bus)]))
    elif command == "choose" and len(arguments) == 2:
        choose(dbus.SessionBus(), arguments[1])
    elif command == "click":
        click(dbus.SessionBus())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

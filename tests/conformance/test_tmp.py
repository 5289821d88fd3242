from __future__ import annotations
import time, cProfile, pstats
import pytest
from tests.conformance.laws import writing
from tests.conformance.laws.writing import *
from tests.conformance.stage import AROUND, Stage
from trato.accounts.actor import SYSTEM
from trato.testing.samples import fill
from trato.records.checksum import _rows
def dump():
    from trato.records.registry import registry
    out={}
    for rt in registry.types():
        r,many=_rows(rt)
        for x in r: out[(rt.key,x["id"])]={**x, **{n:[t for i,t in m if i==x["id"]] for n,m in many.items()}}
    return out

@pytest.mark.parametrize("key",["deals"])
def test_chain(key, cast, make):
    stage=Stage(key,cast,make)
    for k in AROUND: fill(SYSTEM, k, 5)
    t=time.process_time(); checksum(); print("checksum", time.process_time()-t)
    doer=Doer(stage,1); states=[dump()]; sets=[]
    for _ in range(14):
        m=doer.step()
        if m is not None: sets.append(m); states.append(dump())
    for number in reversed(sets):
        now=dump(); want=states.pop()
        if now!=want:
            for k in now.keys()|want.keys():
                a,b=now.get(k),want.get(k)
                if a!=b: print(k, {n:(a.get(n),b.get(n)) for n in (a or b) if not a or not b or a[n]!=b[n]} if a and b else (a,b))
            last=ChangeSet.objects.get(pk=number+0)
            print("after undoing the set after", number, last.kind)
            for c in Change.objects.filter(change_set_id__gte=number).order_by("pk")[:12]: print(c.change_set_id, c.op,c.type,c.first_id,c.ids,c.before,c.after,c.derived)
            break
        undo(doer.owner, number)
@pytest.mark.parametrize("key",["tags"])
def test_prof(key, cast, make):
    stage=Stage(key,cast,make)
    for k in AROUND: fill(SYSTEM, k, 5)
    for law in writing.WRITING[:-1]:
        t=time.process_time(); law(stage); print(law.__name__, time.process_time()-t)

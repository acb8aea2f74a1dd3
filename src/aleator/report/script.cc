// SPDX-License-Identifier: Apache-2.0
// Holds the script that sorts and filters tables of report pages.
#include "aleator/report/script.h"

namespace aleator::report {

const std::string_view kTableScript = R"js((()=>{
const number=c=>{const t=c.textContent.trim().replace(/\u2212/g,"-").replace(/,/g,"");return t===""||isNaN(t)?null:+t};
for(const table of document.querySelectorAll("table.sortable")){
const body=table.tBodies[0],heads=[...table.tHead.rows[0].cells];
heads.forEach((head,k)=>{
if(head.dataset.fixed!==undefined)return;
const words=head.textContent,button=document.createElement("button");
button.type="button";button.textContent=words;head.textContent="";head.append(button);
button.addEventListener("click",()=>{
const up=head.getAttribute("aria-sort")!=="ascending";
heads.forEach(h=>h.removeAttribute("aria-sort"));
head.setAttribute("aria-sort",up?"ascending":"descending");
const rows=[...body.rows].map((row,i)=>({row,i,n:number(row.cells[k]),t:row.cells[k].textContent}));
rows.sort((a,b)=>{
if(a.n===null&&b.n===null)return (up?1:-1)*a.t.localeCompare(b.t,undefined,{numeric:true})||a.i-b.i;
if(a.n===null)return 1;if(b.n===null)return -1;
return (up?1:-1)*(a.n-b.n)||a.i-b.i});
body.append(...rows.map(r=>r.row))})});
const label=document.createElement("label"),input=document.createElement("input");
label.className="filter";label.textContent="Show quantities whose name holds ";
input.type="search";label.append(input);
input.addEventListener("input",()=>{const wanted=input.value.toLowerCase();
for(const row of body.rows)row.hidden=!row.cells[0].textContent.toLowerCase().includes(wanted)});
table.closest(".scroll").before(label)}
})())js";

const std::string_view kTableScriptHash = "VqSkJwZLpW9oPzQu21x5jlnWMr2B9WaiGbKEDRUTFn0=";

}  // namespace aleator::report
